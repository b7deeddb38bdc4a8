import JSON

/// An event that the bridge sent to the platform, after it was checked against the contract.
public struct ReceivedEvent: Hashable, Sendable {
    /// Whose address it came to.
    public var binding: String
    /// The idempotency id.
    public var id: String
    /// Such as `notice`.
    public var type: String
    /// `bot_id`, with the JSON type it came with.
    public var botID: JSON
    /// `lead.id`, with the JSON type it came with.
    public var leadID: JSON
    /// What the type says that it holds.
    public var data: JSON
    /// The whole envelope.
    public var envelope: JSON

    /// The dialog, as ``Lead/key``.
    public var leadKey: String { "\(botID.text()):\(leadID.text())" }

    /// `data.kind` of a notice.
    public var kind: String? { data["kind"]?.string }

    /// What the lead is shown: a notice's or an operator's text, and the files; nil for events that show nothing.
    public var line: TranscriptLine? {
        switch type {
        case "notice": return TranscriptLine(.system, data["text"]?.string ?? "")
        case "operator.message":
            var parts: [String] = []
            if let text = data["message"]?["text"]?.string { parts.append(text) }
            for file in data["message"]?["attachments"]?.array ?? [] {
                parts.append(
                    TranscriptLine.describe(comment: nil, name: file["name"]?.string, url: file["url"]?.string ?? ""))
            }
            return TranscriptLine(
                .operator(data["operator"]?["name"]?.string ?? ""), parts.joined(separator: "\n"))
        default: return nil
        }
    }

    /// Checks an envelope of the direction bridge → platform as strictly as the contract is written.
    init(_ envelope: JSON, binding: String) throws(FieldError) {
        let fields = try Fields(envelope)
        guard try fields.int("v") == 1 else { throw fields.error("v", "must be 1") }
        id = try fields.string("id")
        guard Self.isEventID(id) else { throw fields.error("id", "must be 1 to 128 of [A-Za-z0-9._:-]") }
        type = try fields.string("type")
        guard UTCTime.isTime(try fields.string("ts")) else { throw fields.error("ts", "must be a time in UTC") }
        botID = try Self.identifier(fields, "bot_id")
        let lead = try fields.object("lead")
        leadID = try Self.identifier(lead, "id")
        // A late webhook about a dialog without a record is relayed, and only the record knows the channel.
        _ = try lead.optionalString("channel")
        _ = try lead.optionalString("name")
        try EventDataCheck.check(try fields.object("data"), type: type, in: fields)
        data = try fields.value("data")
        self.binding = binding
        self.envelope = envelope
    }

    /// The rule for idempotency ids.
    static func isEventID(_ text: String) -> Bool {
        let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-".utf8
        return (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains)
    }

    private static func identifier(_ fields: Fields, _ key: String) throws(FieldError) -> JSON {
        let value = try fields.value(key)
        switch value {
        case .int, .string: return value
        default: throw fields.error(key, "must be an integer or a string, not \(value.kind)")
        }
    }
}
