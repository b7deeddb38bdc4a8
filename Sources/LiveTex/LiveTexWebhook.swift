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

    /// Reads a webhook. An unknown type is not an error: the API may grow. Nor is a field that the event does not need: the
    /// operator's words must arrive.
    ///
    /// - Throws: ``FieldError`` for a missing or wrong field.
    public init(_ body: JSON, _ remarks: Remarks = Remarks()) throws(FieldError) {
        let fields = try ForeignFields(body, remarks: remarks)
        type = try fields.string("type")
        webhookKey = try fields.optionalString("webhook_key")
        let kind = try Self.kind(type, fields)
        if case .irrelevant = kind {
            userID = fields["user_id"]?.string
            event = LiveTexEvent(id: fields["id"]?.string ?? "", timestamp: nil, kind: kind)
        } else {
            userID = try fields.text("user_id")
            let id = try fields.text("id")
            // Only the id tells a repetition from a new webhook.
            guard !id.isEmpty else { throw fields.error("id", "must not be empty") }
            event = LiveTexEvent(id: id, timestamp: Self.time(fields), kind: kind)
        }
    }

    private static func kind(_ type: String, _ fields: ForeignFields) throws(FieldError) -> LiveTexEvent.Kind {
        switch type {
        case "TextMessage":
            // The bridge's own message, as the history has it. As a webhook it would be an echo.
            if fields["from"] == "User" { return .irrelevant(type) }
            let text = try fields.text("text")
            // Nobody can see an empty message. It shows that the operator is there.
            if text.isBlank { return .read(employee(fields)) }
            return .message(employee(fields), OperatorMessage(id: try fields.text("id"), text: text))
        case "FileMessage":
            if fields["from"] == "User" { return .irrelevant(type) }
            let url = try fields.string("url")
            let name = fields.decoration("name")?.nonBlank
            let file = Attachment(
                kind: Attachment.Kind(name: name, address: url), url: FileAddress.clean(url) ?? url, name: name,
                size: fields.size("size"))
            return .message(
                employee(fields),
                OperatorMessage(
                    id: try fields.text("id"), text: fields.decoration("comment")?.nonBlank, attachments: [file]))
        case "MessageDelivered": return .read(employee(fields))
        case "Closed": return .closed(employee(fields))
        case "HoldMessage": return .hold(try fields.text("text").nonBlank ?? "")
        case "SelectDestination": return .selectDestination
        default: return .irrelevant(type)
        }
    }

    /// The operator. Leads see `nick_name`, or else `first_name` (types/employee).
    private static func employee(_ fields: ForeignFields) -> Operator? {
        guard let employee = fields.decorativeObject("employee") else { return nil }
        guard let id = employee.decoration("employee_id")?.nonBlank else {
            employee.remark("employee_id", "is missing; the operator is left out")
            return nil
        }
        let first = employee.decoration("first_name")
        let name = DisplayName.clean(employee.decoration("nick_name")) ?? DisplayName.clean(first) ?? ""
        let names = [first, employee.decoration("last_name")].compactMap { $0 }
        let fullName = DisplayName.clean(names.joined(separator: " "))
        return Operator(id: id, name: name, fullName: fullName == name ? nil : fullName)
    }

    private static func time(_ fields: ForeignFields) -> Int64? {
        guard let value = fields["timestamp"] else { return nil }
        let time = Int64(liveTexTime: value)
        if time == nil { fields.remark("timestamp", "is no time; it is left out") }
        return time
    }
}

extension LiveTexWebhook {
    /// Of the types that a webhook can be subscribed to (api/setWebhook), those that the bridge uses.
    public static let usedTypes = [
        "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
    ]
}
