import Dialog

/// A webhook as it came in, whatever the calling convention.
public struct WebhookRequest: Sendable {
    /// The headers that mean something here, by lower-case name.
    public enum Header: String, Sendable, CaseIterable {
        case authorization
        /// For web servers that do not pass `Authorization` on.
        case bridgeToken = "x-bridge-token"
        case webhookID = "webhook-id"
        case webhookTimestamp = "webhook-timestamp"
        case webhookSignature = "webhook-signature"
    }

    public var lane: Lane
    public var binding: String
    public var headers: [Header: String]
    public var body: [UInt8]

    public init(lane: Lane, binding: String, headers: [Header: String] = [:], body: [UInt8]) {
        self.lane = lane
        self.binding = binding
        self.headers = headers
        self.body = body
    }

    /// The largest body, in bytes.
    public static let maximumBody = 256 * 1024

    /// The part of a path that names lane and binding: `/livetex/support`.
    public static func route(path: String) -> (lane: Lane, binding: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, let lane = Lane(pathSegment: String(parts[1])), !parts[2].isEmpty
        else {
            return nil
        }
        return (lane, String(parts[2]))
    }
}

extension Lane {
    /// The first part of the webhook's path: `livetex`, or `bot` for the platform, whose contract names it so.
    var pathSegment: String {
        switch self {
        case .liveTex: "livetex"
        case .platform: "bot"
        }
    }

    /// nil for any other text.
    init?(pathSegment: String) {
        guard let lane = Lane.allCases.first(where: { $0.pathSegment == pathSegment }) else { return nil }
        self = lane
    }
}
