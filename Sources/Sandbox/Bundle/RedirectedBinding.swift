import ChannelBundle

/// A binding with the sandbox's addresses and secrets. Everything else is as in the original.
struct RedirectedBinding: Sendable {
    var binding: Binding
    /// The values of the binding's secret references.
    var token: String
    var webhookKeys: [String]
    var botToken: String
    var acceptTokens: [String]
    var signingSecrets: [String]

    /// - Parameters:
    ///   - base: the sandbox's address.
    ///   - receiverURL: the address of the receiver, which becomes `public_url`.
    ///   - platformURL: the address of a bot that is the platform; nil for the sandbox's own platform.
    init(
        _ original: Binding, base: String, receiverURL: String, platformURL: String?, secrets: inout SandboxSecrets
    ) {
        var binding = original
        binding.api.url = base
        binding.publicURL = receiverURL
        binding.platform.url = platformURL ?? "\(base)/platform/call/\(original.id)"
        let token = secrets.replace(original.token)
        let webhookKeys = original.webhookKeys.map { secrets.replace($0) }
        let botToken = secrets.replace(original.platform.token)
        let acceptTokens = original.platform.acceptTokens.map { secrets.replace($0) }
        let signingSecrets = original.platform.signingSecrets.map { secrets.replace($0, isSigningSecret: true) }
        binding.token = token.reference
        binding.webhookKeys = webhookKeys.map(\.reference)
        binding.platform.token = botToken.reference
        binding.platform.acceptTokens = acceptTokens.map(\.reference)
        binding.platform.signingSecrets = signingSecrets.map(\.reference)
        self.binding = binding
        self.token = token.value
        self.webhookKeys = webhookKeys.map(\.value)
        self.botToken = botToken.value
        self.acceptTokens = acceptTokens.map(\.value)
        self.signingSecrets = signingSecrets.map(\.value)
    }
}
