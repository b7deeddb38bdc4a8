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
