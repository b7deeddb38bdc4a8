extension Binding {
    /// What hides the binding's secrets. One that cannot be read now is nowhere to be found either.
    public var secretMask: SecretMask {
        let references = [token, bot.token] + webhookKeys + bot.acceptTokens + bot.signingSecrets
        return SecretMask(references.compactMap { try? $0.resolve() })
    }
}
