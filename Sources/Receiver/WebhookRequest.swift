import Dialog

/// A webhook as it came in.
public struct WebhookRequest: Sendable {
    /// The headers that the receiver reads, by lower-case name. All of them authenticate the sender.
    public enum Header: String, Sendable, CaseIterable {
        /// `Bearer` and the platform's token.
        case authorization
        /// The platform's token, for web servers that remove `Authorization`.
        case bridgeToken = "x-bridge-token"
        /// The id that is signed.
        case webhookID = "webhook-id"
        /// The time that is signed, in seconds since 1970.
        case webhookTimestamp = "webhook-timestamp"
        /// The signatures (Standard Webhooks).
        case webhookSignature = "webhook-signature"
    }

    /// Who sends it.
    public var lane: Lane
    /// The binding's id.
    public var binding: String
    /// The headers that came with it.
    public var headers: [Header: String]
    /// The body.
    public var body: [UInt8]

    /// The largest body that is handled, in bytes.
    public static let maximumBody = 256 * 1024

    /// The largest body that is read, in bytes: as much as the web servers of `functions` pass on.
    public static let maximumRead = 1024 * 1024

    /// The largest body of a lane that is not refused, in bytes. LiveTex repeats a refused webhook for a day and then drops
    /// it, so one that is too large to be handled is kept as a dead letter.
    static func limit(_ lane: Lane) -> Int {
        switch lane {
        case .liveTex: maximumRead
        case .platform: maximumBody
        }
    }

    /// The lane and the binding that a path such as `/livetex/support` names; nil for any other path.
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

    /// The lane of such a part; nil for any other text.
    init?(pathSegment: String) {
        guard let lane = Lane.allCases.first(where: { $0.pathSegment == pathSegment }) else { return nil }
        self = lane
    }
}
