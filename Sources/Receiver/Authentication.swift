import ChannelBundle
import Cryptography
import JSON
import LiveTex
import Outbound

/// Checks that a webhook comes from its binding's platform or from LiveTex. All comparisons take constant time.
struct Authentication {
    let binding: Binding
    /// Seconds since 1970.
    let now: Int64
    /// Called in place of a refusal when a webhook has no credential at all; nil to refuse it.
    var onAnonymous: (() -> Void)?

    /// Checks the platform's bearer token and, if the binding has signing secrets, the signature.
    func checkPlatform(_ request: WebhookRequest) throws(WebhookProblem) {
        // Every header that is read here is a part of a credential.
        if let onAnonymous, request.headers.isEmpty { return onAnonymous() }
        guard let token = bearerToken(request) else {
            throw .unauthorized("send the token as \"Authorization: Bearer {token}\" or \"X-Bridge-Token: {token}\"")
        }
        guard matches(token, try values(binding.platform.acceptTokens)) else {
            throw .unauthorized("the token is wrong")
        }
        guard !binding.platform.signingSecrets.isEmpty else { return }
        guard let id = request.headers[.webhookID], let timestamp = request.headers[.webhookTimestamp],
            let signatures = request.headers[.webhookSignature]
        else {
            throw .unauthorized("the headers webhook-id, webhook-timestamp and webhook-signature are required")
        }
        let isValid = StandardWebhooks.verify(
            id: id, timestamp: timestamp, signatures: signatures, body: request.body,
            keys: try usable(binding.platform.signingSecrets) { (reference) throws(SecretError) in
                try reference.signingKey()
            },
            now: now)
        guard isValid else {
            throw .unauthorized("the signature is wrong or older than \(StandardWebhooks.tolerance) seconds")
        }
    }

    /// Checks the secret that LiveTex repeats in each notification; it sends no other credential.
    func checkLiveTex(_ notifications: [JSON]) throws(WebhookProblem) {
        let isAnonymous = notifications.allSatisfy { $0.object.map { $0["webhook_key"] == nil } ?? false }
        // An empty list has no place for a key.
        if let onAnonymous, isAnonymous, !notifications.isEmpty { return onAnonymous() }
        let keys = notifications.map { LiveTexWebhook.webhookKey(in: $0) }
        for key in keys.isEmpty ? [nil] : keys {
            guard let key else { throw .forbidden("the body has no webhook_key") }
            try checkLiveTex(key: key)
        }
    }

    /// Checks the secret in a body that is not JSON. All that look like one have to be right, so that a sender cannot try
    /// many at a time.
    func checkLiveTex(unreadable body: [UInt8], _ problem: JSONError) throws(WebhookProblem) {
        let keys = LiveTexWebhook.webhookKeys(inUnreadable: body)
        if keys.isEmpty { throw .forbidden("the body cannot be read, so it has no webhook_key: \(problem.message)") }
        for key in keys { try checkLiveTex(key: key) }
    }

    private func checkLiveTex(key: String) throws(WebhookProblem) {
        guard matches(key, try values(binding.webhookKeys)) else { throw .forbidden("the webhook_key is wrong") }
    }

    private func bearerToken(_ request: WebhookRequest) -> String? {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "bearer" {
                return String(parts[1].drop { $0 == " " })
            }
        }
        return request.headers[.bridgeToken]
    }

    private func matches(_ given: String, _ accepted: [String]) -> Bool {
        var found = false
        for secret in accepted where constantTimeEqual(Array(given.utf8), Array(secret.utf8)) { found = true }
        return found
    }

    private func values(_ references: [SecretReference]) throws(WebhookProblem) -> [String] {
        try usable(references) { (reference) throws(SecretError) in try reference.resolve() }
    }

    /// The secrets that can be read. While a secret is rotated the other one may be gone already.
    ///
    /// - Throws: ``WebhookProblem/unavailable(_:)`` when none can be read: then no sender can be recognised.
    private func usable<Secret>(
        _ references: [SecretReference], read: (SecretReference) throws(SecretError) -> Secret
    ) throws(WebhookProblem) -> [Secret] {
        var secrets: [Secret] = []
        var problem: SecretError?
        for reference in references {
            do { secrets.append(try read(reference)) } catch { problem = problem ?? error }
        }
        if secrets.isEmpty, let problem { throw .unavailable("a secret cannot be used: \(problem)") }
        return secrets
    }
}
