import Dialog
import JSON

/// A message in a user's history.
public struct HistoryEntry: Hashable, Sendable {
    /// LiveTex's id of the message.
    public var id: String
    /// LiveTex's clock, in milliseconds since 1970; 0 when it is missing.
    public var timestamp: Int64
    /// Whether the bridge sent it, in the visitor's name (`from: User`).
    public var isFromUser: Bool
    /// Whose conversation it is in; nil where LiveTex leaves it out.
    public var userID: String?
    /// The entry in the form of a webhook.
    public var body: JSON

    /// The words of a text or file; nil for any other entry.
    public var words: MessageWords? {
        body["text"]?.string.map { MessageWords(text: $0) } ?? body["url"]?.string.map { MessageWords(fileAt: $0) }
    }

    /// Reads an entry.
    ///
    /// - Throws: without an id or a time: then it is in no order and cannot be told from others.
    init(_ fields: ForeignFields) throws(FieldError) {
        id = try fields.text("id")
        guard let time = fields["timestamp"].flatMap({ Int64(liveTexTime: $0) }) else {
            throw fields.error("timestamp", "must be a time")
        }
        timestamp = time
        isFromUser = fields["from"] == "User"
        userID = fields.decoration("user_id")
        body = fields.json
    }
}

/// An answer of `getHistory`.
public struct HistoryPage: Hashable, Sendable {
    /// By rising time. The documentation does not say which order the answer has, and whether it includes the anchor
    /// (api/getHistory), so readers must not rely on either.
    public private(set) var entries: [HistoryEntry] = []
    /// The entries that cannot be read.
    public private(set) var unreadable: [UnreadableEntry] = []

    /// Reads an answer. An entry that cannot be read costs only itself.
    public init(in body: JSON) throws(FieldError) {
        guard let messages = body["messages"] else { return }
        guard case .array(let items) = messages else {
            throw FieldError(path: "messages", problem: "must be an array, not \(messages.kind)")
        }
        for (index, item) in items.enumerated() {
            do {
                let fields = try ForeignFields(item, path: "messages[\(index)]", remarks: Remarks())
                entries.append(try HistoryEntry(fields))
            } catch {
                unreadable.append(UnreadableEntry(body: item, problem: error))
            }
        }
        entries = entries.enumerated()
            .sorted { ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset) }
            .map(\.element)
    }
}

/// An entry of a history that cannot be read.
public struct UnreadableEntry: Hashable, Sendable {
    /// The entry as LiveTex sent it.
    public var body: JSON
    /// Why it cannot be read.
    public var problem: FieldError
}
