import ChannelBundle
import JSON

/// One visitor's conversation at one contact point: everything that was ever said, and who may see it.
public struct LiveTexConversation: Hashable, Sendable {
    /// One entry of the history.
    public struct Entry: Hashable, Sendable {
        /// What happened.
        public enum Content: Hashable, Sendable {
            case visitorText(String)
            case visitorFile(LiveTexFile)
            case operatorText(String, by: LiveTexOperator)
            case operatorFile(LiveTexFile, by: LiveTexOperator)
            case hold(String)
            case delivered(messageID: String, to: LiveTexOperator?)
            case selected(groupID: String)
            case closed(by: LiveTexOperator?)
        }

        /// The message's or the event's id.
        public var id: String
        /// Milliseconds since 1970, by LiveTex's clock.
        public var time: Int64
        /// What happened.
        public var content: Content
        /// Whether operators see it: a visitor's message is kept back until a group is chosen.
        public var isVisible: Bool

        /// Whether the visitor said it.
        public var isFromVisitor: Bool {
            switch content {
            case .visitorText, .visitorFile: true
            default: false
            }
        }
    }

    /// The integrator's `user_id`.
    public let user: String
    /// The visitor's name, once a selection gave one.
    public var name: String?
    /// What the operator sees in the dialog's header.
    public var attributes: [String: String] = [:]
    /// What only the cabinet shows.
    public var hiddenAttributes: [String: String] = [:]
    /// The chosen group's id, until the conversation is closed.
    public var destination: String?
    /// Who has the conversation.
    public var assignee: String?
    /// The whole history, oldest first.
    public var entries: [Entry] = []
    /// Whether `SelectDestination` went out since the last close (edition 1.2 asks once per conversation).
    var wasAskedForDestination = false
    /// Which message each operator has read last.
    var lastRead: [String: String] = [:]

    init(user: String) {
        self.user = user
    }

    /// What operators see.
    public var visibleEntries: [Entry] { entries.filter(\.isVisible) }

    mutating func release() {
        for index in entries.indices { entries[index].isVisible = true }
    }
}

/// A file as both directions of the API describe it.
public struct LiveTexFile: Hashable, Sendable {
    /// Where it lies.
    public var url: String
    /// The name for downloading.
    public var name: String?
    /// Bytes.
    public var size: Int64?
    /// The caption.
    public var comment: String?

    /// A file at an address.
    public init(url: String, name: String? = nil, size: Int64? = nil, comment: String? = nil) {
        self.url = url
        self.name = name
        self.size = size
        self.comment = comment
    }

    /// The fields of a `FileMessage`.
    var members: [String: JSON?] {
        [
            "url": .string(url), "name": name.map { .string($0) }, "size": size.map { .int($0) },
            "comment": comment.map { .string($0) },
        ]
    }
}
