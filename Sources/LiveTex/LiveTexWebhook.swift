// Webhooks of LiveTex. Types and fields: https://livetex.github.io/messaging-api-v1.2/types/. The same pages of 1.0 and 1.1
// have fewer fields and no others.

import Dialog
import JSON
import Text

/// A webhook of LiveTex.
public struct LiveTexWebhook: Hashable, Sendable {
    /// The value of `type`.
    public var type: String
    /// The registered secret that LiveTex repeats in each webhook; nil when it is missing.
    public var webhookKey: String?
    /// The user of the dialog; nil for `EmployeeAvailabilityChanged`, which has none.
    public var userID: String?
    /// The event for the core.
    public var event: LiveTexEvent

    /// The secret in a body; it is checked before anything else is read.
    public static func webhookKey(in body: JSON) -> String? {
        body["webhook_key"]?.string
    }

    /// The secrets in a body that is not JSON, at any place.
    ///
    /// A person's text cannot be taken for a secret: its quotation marks are escaped.
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

    /// The JSON string at the beginning of the bytes; nil when they do not begin with one.
    private static func leadingString(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "\"") else { return nil }
        var end = bytes.startIndex + 1
        while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.endIndex else { return nil }
        return (try? JSON(parsing: Array(bytes[...end])))?.string
    }

    /// Reads a webhook. An unknown type is not an error: the API may grow.
    ///
    /// - Throws: ``FieldError`` for a missing or wrong field.
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
            // Only the id tells a repetition from a new webhook.
            guard !id.isEmpty else { throw fields.error("id", "must not be empty") }
            event = LiveTexEvent(id: id, timestamp: try fields.optionalTime("timestamp"), kind: kind)
        }
    }

    private static func kind(_ type: String, _ fields: Fields) throws(FieldError) -> LiveTexEvent.Kind {
        switch type {
        case "TextMessage":
            // The bridge's own message, as the history has it. As a webhook it would be an echo.
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

    /// The operator. Leads see `nick_name`, or else `first_name` (types/employee).
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
