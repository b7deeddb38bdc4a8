import ChannelBundle
import Dialog
import LiveTex
import TestSupport

/// The bundle of all runs: a binding for each configuration.
final class Channels: Sendable {
    private let directory: TemporaryDirectory
    let bundle: BundleReader
    private let bindings: [Binding]

    init() throws {
        directory = try TemporaryDirectory(isVolatile: true, secretFiles: ["secret"])
        try directory.write(MarkedSecret.make("of-all"), to: "secret")
        let secret = SecretReference.file(directory("secret"))
        bindings = (0..<8).map { Self.binding($0, secret) }
        try BundleWriter(directory: directory("bundle")).write(bindings, sourceDigest: "")
        bundle = BundleReader(directory: directory("bundle"))
    }

    /// The binding of a configuration.
    func binding(_ pick: Int) -> Binding { bindings[pick % bindings.count] }

    private static func binding(_ pick: Int, _ secret: SecretReference) -> Binding {
        let id = "support-\(pick)"
        var rules = DialogRules(
            binding: id, botHeader: "🤖 Бот", leadHeader: "🙂 Клиент", excludedChannels: ["livetex", "umnico"])
        if pick & 1 == 1 { rules.waitingTimeout = 15 * 60_000 }
        if pick & 2 == 2 {
            rules.botHeader = ""
            rules.operatorTimeout = 15 * 60_000
        }
        if pick & 4 == 4 {
            rules.scripts = [.return: "back", .noOperators: "nobody"]
            rules.notices[.cancelled] = nil
        }
        return Binding(
            id: id, name: id, publicURL: "https://bridge.example.com", token: secret, webhookKeys: [secret],
            api: LiveTexAPI(version: .v1_2, url: Wire.liveTex),
            platform: PlatformEndpoint(url: Wire.platform, token: secret, acceptTokens: [secret]),
            knownChannels: ["telegram"], retention: Binding.defaultRetention, allowPrivate: [], rules: rules)
    }
}
