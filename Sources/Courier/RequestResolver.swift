import ChannelBundle
import HTTPTransport
import Outbound
import Text

/// Fills the secrets into requests.
public enum RequestResolver {
    /// The request with its secrets.
    ///
    /// - Parameter now: milliseconds since 1970, for the signature.
    /// - Throws: ``SecretError`` when a secret is missing or cannot be used.
    public static func resolve(_ request: OutboundRequest, _ binding: Binding, now: Int64) throws(SecretError)
        -> HTTPRequest
    {
        let url = try request.url.filled { (reference) throws(SecretError) in
            ASCII.percentEncoded(try reference.resolve())
        }
        var headers: [(name: String, value: String)] = [("User-Agent", userAgent)]
        for header in request.headers {
            headers.append(
                (header.name, try header.value.filled { (reference) throws(SecretError) in try reference.resolve() }))
        }
        let body = request.body ?? []
        if let signature = request.signature {
            let seconds = now / 1000
            let value = StandardWebhooks.signature(
                id: signature.id, timestamp: seconds, body: body, key: try signature.secret.signingKey())
            headers.append((StandardWebhooks.idHeader, signature.id))
            headers.append((StandardWebhooks.timestampHeader, String(seconds)))
            headers.append((StandardWebhooks.signatureHeader, value))
        }
        return HTTPRequest(
            method: OutboundRequest.method, url: url, headers: headers, body: body, allowPrivate: binding.allowPrivate)
    }

    private static let userAgent = "livetex-bridge"
}
