import ChannelBundle
import Diagnostics
import Testing

@testable import ChannelCompiler

@Suite struct ValueTests {
    @Test(arguments: [
        ("nmae", "name"), ("tokn", "token"), ("webhookkey", "webhook_key"), ("excluded_chanels", "excluded_channels"),
        ("Headers", "headers"), ("vesion", "version"), ("di", "id"),
    ])
    func findsWhatWasMeant(word: String, meant: String) {
        #expect(Nearest.match(word, in: Language.binding.keys.map(\.name) + ["version"]) == meant)
    }

    @Test(arguments: ["", "x", "colour", "completely-different", String(repeating: "n", count: 5000)])
    func guessesNothingFarAway(word: String) {
        #expect(Nearest.match(word, in: ["name", "token", "id"]) == nil)
    }

    @Test func ofEquallyNearOnesTakesTheFirstByName() {
        #expect(Nearest.match("bat", in: ["cat", "hat", "eat"]) == "cat")
    }

    /// A name that the receiver takes out of a courier's environment is refused, in the file and by the schema; others are not.
    @Test(
        arguments: requestVariables.map { ($0, true) }
            + ["SERVER", "MY_HTTP_X", "SSL_CERT_FILE", "HTTPS_X"].map { ($0, false) })
    func aVariableOfTheRequestIsNoSecret(name: String, isRefused: Bool) throws {
        #expect(RequestVariables.contains(name) == isRefused)
        let text = """
            version: 1
            public_url: https://bridge.example.com/hooks
            bindings:
              - id: support
                token: {env: \(name)}
                webhook_key: {env: LIVETEX_WEBHOOK_KEY}
                headers: {bot: Bot, lead: Lead}
                excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
                bot: {url: "https://bot.example.com", token: {env: METABOT_TOKEN}, accept_token: {env: BRIDGE_TOKEN}}
            """
        let codes = ChannelCompiler().check([SourceText(name: "channels.yaml", bytes: Array(text.utf8))]).diagnostics
            .map(\.code)
        #expect(codes.contains("bad-secret-name") == isRefused)
        let isMatch = try name.firstMatch(of: Regex(SecretNameRule.pattern)) != nil
        #expect(isMatch != isRefused)
    }

    static let requestVariables = RequestVariables.names.sorted() + RequestVariables.prefixes.map { $0 + "TOKEN" }

    @Test(arguments: [
        ("1s", 1000), ("90s", 90_000), ("15m", 900_000), ("48h", 172_800_000), ("30d", 2_592_000_000),
        ("999999999d", 86_399_999_913_600_000),
    ])
    func readsDurations(text: String, milliseconds: Int64) throws {
        #expect(DurationText.milliseconds(text) == milliseconds)
        #expect(try text.wholeMatch(of: Regex(DurationText.pattern)) != nil)
    }

    @Test(arguments: ["", "s", "0s", "05m", "1.5h", "-1s", "1", "1 s", "1w", "1S", "1ms", "1000000000d", "١s", "1м"])
    func refusesOtherTexts(text: String) throws {
        #expect(DurationText.milliseconds(text) == nil)
        #expect(try text.wholeMatch(of: Regex(DurationText.pattern)) == nil)
    }
}
