extension Binding {
    /// Hides the binding's secrets, except those that cannot be read: no text can have them.
    public var secretMask: SecretMask {
        let references = [token, platform.token] + webhookKeys + platform.acceptTokens + platform.signingSecrets
        return SecretMask(references.compactMap { try? $0.resolve() })
    }
}
