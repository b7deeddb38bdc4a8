// What LiveTex tells us. Types and fields: https://livetex.github.io/messaging-api-v1.2/types/ (and the same pages of
// 1.0 and 1.1, which have fewer fields and no others).

import Dialog
import JSON
import Text

/// A notification as LiveTex sends it.
public struct LiveTexWebhook: Hashable, Sendable {
    /// The discriminator as it stands in the body.
    public var type: String
    /// The secret that we registered and LiveTex echoes; nil where it is missing.
    public var webhookKey: String?
    /// Whose dialog it is about; nil for `EmployeeAvailabilityChanged`, which names none.
    public var userID: String?
    public var event: LiveTexEvent

    /// The secret in a body, read before anything else is looked at.
    public static func webhookKey(in body: JSON) -> String? {
        body["webhook_key"]?.string
    }

    /// The secrets in a body that is not JSON, wherever they stand in it.
    ///
    /// A text cannot bring one in: its quotation marks are escaped.
    public static func webhookKeys(inUnreadable body: [UInt8]) -> [String] {
        let name = Array(#""webhook_key""#.utf8)
        var keys: [String] = []
        var rest = body[...]
        while let found = rest.firstRange(of: name) {
            rest = rest[found.upperBound...]
            var value = rest.drop(while: ASCII.isWhitespace)
            guard value.popFirst() == UInt8(ascii: ":") else { continue }
            if let key = leadingString(value.drop(while: ASCII.isWhitespace)) { keys.append(key) }
        }
        return keys
    }

    /// The JSON string that some bytes begin with.
    private static func leadingString(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "\"") else { return nil }
        var end = bytes.startIndex + 1
        while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.endIndex else { return nil }
        return (try? JSON(parsing: Array(bytes[...end])))?.string
    }

    /// Reads a notification. A type that is not known is no error: the API may grow.
    ///
    /// - Throws: ``FieldError`` with the field's path.
    public init(_ body: JSON) throws(FieldError) {
        let fields = try Fields(body)
        type = try fields.string("type")
        webhookKey = try fields.optionalString("webhook_key")
        let kind = try Self.kind(type, fields)
        if case .irrelevant = kind {
            userID = fields["user_id"]?.string
            event = LiveTexEvent(id: fields["id"]?.string ?? "", timestamp: nil, kind: kind)
        } else {
            userID = try fields.string("user_id")
            let id = try fields.string("id")
            // It is all that tells a repetition from a new notification.
            guard !id.isEmpty else { throw fields.error("id", "must not be empty") }
            event = LiveTexEvent(id: id, timestamp: try fields.optionalTime("timestamp"), kind: kind)
        }
    }

    private static func kind(_ type: String, _ fields: Fields) throws(FieldError) -> LiveTexEvent.Kind {
        switch type {
        case "TextMessage":
            // Our own message, as the history shows it; a webhook of it would be an echo.
            if try fields.optionalString("from") == "User" { return .irrelevant(type) }
            return .message(
                try employee(fields), OperatorMessage(id: try fields.string("id"), text: try fields.string("text")))
        case "FileMessage":
            if try fields.optionalString("from") == "User" { return .irrelevant(type) }
            let url = try fields.string("url")
            let name = try fields.optionalString("name")
            let file = Attachment(
                kind: Attachment.Kind(fileName: name ?? url), url: url, name: name, size: try fields.optionalInt("size")
            )
            return .message(
                try employee(fields),
                OperatorMessage(
                    id: try fields.string("id"), text: try fields.optionalString("comment"), attachments: [file]))
        case "MessageDelivered": return .read(try employee(fields))
        case "Closed": return .closed(try employee(fields))
        case "HoldMessage": return .hold(try fields.string("text"))
        case "SelectDestination": return .selectDestination
        default: return .irrelevant(type)
        }
    }

    /// The operator whom leads see under `nick_name`, else `first_name` (types/employee).
    private static func employee(_ fields: Fields) throws(FieldError) -> Operator? {
        guard let employee = try fields.optionalObject("employee") else { return nil }
        let nickName = try employee.optionalString("nick_name").flatMap { $0.isEmpty ? nil : $0 }
        let firstName = try employee.optionalString("first_name")
        return Operator(id: try employee.string("employee_id"), name: nickName ?? firstName ?? "")
    }
}

extension LiveTexWebhook {
    /// The types that a webhook can be subscribed to (api/setWebhook).
    public static let subscribableTypes = [
        "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
        "EmployeeAvailabilityChanged",
    ]
}
