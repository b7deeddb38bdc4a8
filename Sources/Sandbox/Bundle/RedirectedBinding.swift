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
    ///   - keepsLiveTex: whether LiveTex is a real one, whose secrets stay.
    ///   - keepsPlatform: whether the platform is a real one, whose secrets stay.
    init(
        _ original: Binding, base: String, receiverURL: String, keepsLiveTex: Bool = false, keepsPlatform: Bool = false,
        secrets: inout SandboxSecrets
    ) throws(SecretError) {
        func secret(
            _ reference: SecretReference, kept: Bool, isSigningSecret: Bool = false
        ) throws(SecretError) -> SandboxSecrets.Replacement {
            kept ? try secrets.keep(reference) : secrets.replace(reference, isSigningSecret: isSigningSecret)
        }
        func all(
            _ references: [SecretReference], kept: Bool, areSigningSecrets: Bool = false
        ) throws(SecretError) -> [SandboxSecrets.Replacement] {
            var replacements: [SandboxSecrets.Replacement] = []
            for reference in references {
                replacements.append(try secret(reference, kept: kept, isSigningSecret: areSigningSecrets))
            }
            return replacements
        }
        var binding = original
        binding.api.url = base
        binding.publicURL = receiverURL
        binding.platform.url = "\(base)/platform/call/\(original.id)"
        let token = try secret(original.token, kept: keepsLiveTex)
        let webhookKeys = try all(original.webhookKeys, kept: keepsLiveTex)
        let botToken = try secret(original.platform.token, kept: keepsPlatform)
        let acceptTokens = try all(original.platform.acceptTokens, kept: keepsPlatform)
        let signingSecrets = try all(
            original.platform.signingSecrets, kept: keepsPlatform, areSigningSecrets: true)
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
