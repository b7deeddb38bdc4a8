// Requests to LiveTex. Methods and fields: https://livetex.github.io/messaging-api-v1.2/api/. Every method is a POST with
// the access key as a query parameter and a JSON body.

import Dialog
import JSON

/// A method with its body.
public struct LiveTexRequest: Hashable, Sendable {
    /// The method's name, such as `sendText`.
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

    /// Asks for the groups in their order, and which are online.
    public static let destinations = LiveTexRequest("getDestinations")

    /// Asks for the group that is selected for a user (1.1 and later).
    public static func currentDestination(userID: String) -> LiveTexRequest {
        LiveTexRequest("getCurrentDestination", ["user_id": .string(userID)])
    }

    /// Asks for a part of a user's history (1.1 and later).
    ///
    /// The anchor is `message_id`, as in the table of api/getHistory; the sample on that page has `messageId`.
    public static func history(userID: String, _ part: HistoryPart, limit: Int64) -> LiveTexRequest {
        LiveTexRequest(
            "getHistory",
            .members([
                "user_id": .string(userID), "limit": .int(limit), "message_id": part.anchor.map { .string($0) },
                "chunk": part.chunk.map { .string($0) },
            ]))
    }

    /// Registers the URL for webhooks.
    ///
    /// - Parameter types: the types that it receives (1.1 and later); nil for all.
    public static func setWebhook(url: String, key: String, types: [String]?) -> LiveTexRequest {
        LiveTexRequest(
            "setWebhook",
            .members([
                "url": .string(url), "webhook_key": .string(key),
                "webhook_event_types": types.map { .array($0.map { .string($0) }) },
            ]))
    }

    /// Asks for the registered URL.
    public static let webhookSettings = LiveTexRequest("getWebhookSettings")
}

/// A part of a history (api/getHistory).
public enum HistoryPart: Hashable, Sendable {
    /// The newest entries.
    case newest
    /// The newest of the entries before one.
    case before(String)
    /// The entries after one.
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
