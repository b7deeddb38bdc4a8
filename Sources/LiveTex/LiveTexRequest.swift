// What we ask of LiveTex. Methods and fields: https://livetex.github.io/messaging-api-v1.2/api/. Every method is a
// POST, the access key is a query parameter, the body is JSON.

import Dialog
import JSON

/// A method with its body.
public struct LiveTexRequest: Hashable, Sendable {
    public var method: String
    /// Nil for a method without a body.
    public var body: JSON?

    private init(_ method: String, _ body: JSON? = nil) {
        self.method = method
        self.body = body
    }

    /// The request that makes a call.
    public init(_ call: LiveTexCall, userID: String) {
        switch call {
        case .sendText(let text): self.init("sendText", ["user_id": .string(userID), "text": .string(text)])
        case .sendFile(let file):
            self.init(
                "sendFile",
                .members([
                    "user_id": .string(userID), "url": .string(file.url), "file_name": file.name.map { .string($0) },
                    "size": file.size.map { .int($0) }, "comment": file.comment.map { .string($0) },
                ]))
        case .checkOperators: self = .destinations
        case .select(let selection), .reselect(let selection):
            self.init(
                "selectDestination",
                .members([
                    "user_id": .string(userID), "destination_type": "Department",
                    "destination_id": .string(selection.group.id), "name": selection.visitorName.map { .string($0) },
                    "attributes": selection.attributes.isEmpty
                        ? nil : .object(selection.attributes.mapValues { .string($0) }),
                ]))
        }
    }

    /// The groups in their order, and who is online.
    public static let destinations = LiveTexRequest("getDestinations")

    /// The group that is selected for a user (1.1 and later).
    public static func currentDestination(userID: String) -> LiveTexRequest {
        LiveTexRequest("getCurrentDestination", ["user_id": .string(userID)])
    }

    /// A part of what was said (1.1 and later).
    ///
    /// The page's table calls the anchor `message_id`, and so do we; its sample has `messageId`.
    public static func history(userID: String, _ part: HistoryPart, limit: Int64) -> LiveTexRequest {
        LiveTexRequest(
            "getHistory",
            .members([
                "user_id": .string(userID), "limit": .int(limit), "message_id": part.anchor.map { .string($0) },
                "chunk": part.chunk.map { .string($0) },
            ]))
    }

    /// Registers the address for notifications. `webhook_event_types` is left out: that subscribes to all, on every
    /// version.
    public static func setWebhook(url: String, key: String) -> LiveTexRequest {
        LiveTexRequest("setWebhook", ["url": .string(url), "webhook_key": .string(key)])
    }

    /// The registered address.
    public static let webhookSettings = LiveTexRequest("getWebhookSettings")
}

/// Which part of a history is asked for (api/getHistory).
public enum HistoryPart: Hashable, Sendable {
    case newest
    /// What came before an entry, the newest of it.
    case before(String)
    /// What came after an entry.
    case after(String)

    fileprivate var anchor: String? {
        switch self {
        case .newest: nil
        case .before(let id), .after(let id): id
        }
    }

    fileprivate var chunk: String? {
        switch self {
        case .newest: nil
        case .before: "Before"
        case .after: "After"
        }
    }
}
