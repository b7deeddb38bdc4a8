extension Binding {
    /// What hides the binding's secrets. One that cannot be read now is nowhere to be found either.
    public var secretMask: SecretMask {
        let references = [token, platform.token] + webhookKeys + platform.acceptTokens + platform.signingSecrets
        return SecretMask(references.compactMap { try? $0.resolve() })
    }
}
