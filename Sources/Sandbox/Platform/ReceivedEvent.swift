import JSON

/// An event of the bridge that passed the checks of the contract.
public struct ReceivedEvent: Hashable, Sendable {
    /// The binding whose address it came to.
    public var binding: String
    /// The event's id, which repetitions share.
    public var id: String
    /// Such as `notice`.
    public var type: String
    /// `bot_id`: an integer or a string.
    public var botID: JSON
    /// `lead.id`: an integer or a string.
    public var leadID: JSON
    /// `data`, whose fields depend on the type.
    public var data: JSON
    /// The whole envelope.
    public var envelope: JSON

    /// The dialog, as ``Lead/key``.
    public var leadKey: String { "\(botID.text()):\(leadID.text())" }

    /// `data.kind` of a notice.
    public var kind: String? { data["kind"]?.string }

    /// What the lead sees of the event; nil for an event that shows nothing.
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

    /// Checks an envelope against the contract, direction bridge → platform.
    ///
    /// - Throws: ``FieldError`` with the field's path.
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
        // The channel may be absent: only the record has it, and a late message is relayed without a record.
        _ = try lead.optionalString("channel")
        _ = try lead.optionalString("name")
        try EventDataCheck.check(try fields.object("data"), type: type, in: fields)
        data = try fields.value("data")
        self.binding = binding
        self.envelope = envelope
    }

    /// Whether a text can be an event's id.
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
