import ChannelBundle
import Dialog

extension Binding {
    /// A binding for tests. A sandbox that starts with it replaces its addresses and secrets.
    ///
    /// - Parameter configure: changes the binding before it is returned.
    public static func sandbox(
        _ id: String = "support", version: LiveTexAPI.Version = .v1_2, signed: Bool = false,
        configure: (inout Binding) -> Void = { _ in }
    ) -> Binding {
        let name = id.uppercased().replacing("-", with: "_")
        var binding = Binding(
            id: id,
            name: Binding.defaultName,
            publicURL: "https://bridge.example.com/hooks",
            token: .environment("\(name)_LIVETEX_TOKEN"),
            webhookKeys: [.environment("\(name)_WEBHOOK_KEY")],
            api: LiveTexAPI(version: version),
            platform: PlatformEndpoint(
                url: "https://platform.example.com/\(id)",
                token: .environment("\(name)_BOT_TOKEN"),
                acceptTokens: [.environment("\(name)_ACCEPT_TOKEN")],
                signingSecrets: signed ? [.environment("\(name)_SIGNING_SECRET")] : []),
            knownChannels: [
                "telegram", "widget", "viber", "vk", "umnico", "bitrix", "jivo", "webim", "pyrus", "livetex",
            ],
            retention: Binding.defaultRetention,
            allowPrivate: [],
            rules: DialogRules(
                binding: id,
                botHeader: "🤖 Бот",
                leadHeader: "🙂 Клиент",
                excludedChannels: ["umnico", "bitrix", "jivo", "webim", "pyrus", "livetex"]))
        configure(&binding)
        return binding
    }
}
