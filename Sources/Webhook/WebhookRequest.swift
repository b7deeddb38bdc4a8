/// A webhook as it came in, whatever the calling convention.
public struct WebhookRequest: Sendable {
    /// Who speaks.
    public enum Side: String, Sendable, CaseIterable {
        /// LiveTex, at `/livetex/{binding}`.
        case liveTex = "livetex"
        /// The bot platform, at `/bot/{binding}`.
        case bot
    }

    /// The headers that mean something here, by lower-case name.
    public enum Header: String, Sendable, CaseIterable {
        case authorization
        /// For web servers that do not pass `Authorization` on.
        case bridgeToken = "x-bridge-token"
        case webhookID = "webhook-id"
        case webhookTimestamp = "webhook-timestamp"
        case webhookSignature = "webhook-signature"
    }

    public var side: Side
    public var binding: String
    public var headers: [Header: String]
    public var body: [UInt8]

    public init(side: Side, binding: String, headers: [Header: String] = [:], body: [UInt8]) {
        self.side = side
        self.binding = binding
        self.headers = headers
        self.body = body
    }

    /// The largest body, in bytes.
    public static let maximumBody = 256 * 1024

    /// The part of a path that names side and binding: `/livetex/support`.
    public static func route(path: String) -> (side: Side, binding: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, let side = Side(rawValue: String(parts[1])), !parts[2].isEmpty else {
            return nil
        }
        return (side, String(parts[2]))
    }
}
