/// All that was said between one visitor and the operators of one contact point.
public struct LiveTexConversation: Hashable, Sendable {
    /// The integrator's `user_id`.
    public let user: String
    /// The visitor's name, once a selection gave one.
    public internal(set) var name: String?
    /// The attributes that operators see.
    public internal(set) var attributes: [String: String] = [:]
    /// The attributes that only the cabinet shows.
    public internal(set) var hiddenAttributes: [String: String] = [:]
    /// The id of the chosen group, until the conversation is closed.
    public internal(set) var destination: String?
    /// The id of the operator who has the conversation.
    public internal(set) var assignee: String?
    /// The history, oldest entry first.
    public internal(set) var entries: [Entry] = []
    /// Whether `SelectDestination` was sent since the last close.
    var wasAskedForDestination = false
    /// The visitor's last message that each operator has read, by the operator's id.
    var lastRead: [String: String] = [:]

    init(user: String) {
        self.user = user
    }

    /// What operators see.
    public var visibleEntries: [Entry] { entries.filter(\.isVisible) }

    /// Shows operators all that was kept back.
    mutating func release() {
        for index in entries.indices { entries[index].isVisible = true }
    }

    /// Whether a message was announced as delivered; with `read`, only a delivery that names an operator counts.
    func wasDelivered(_ message: String, read: Bool) -> Bool {
        entries.contains { entry in
            guard case .delivered(message, let reader) = entry.content else { return false }
            return !read || reader != nil
        }
    }

    /// One entry of the history.
    public struct Entry: Hashable, Sendable {
        /// What happened.
        public enum Content: Hashable, Sendable {
            /// The visitor wrote.
            case visitorText(String)
            /// The visitor sent a file.
            case visitorFile(LiveTexFile)
            /// An operator wrote.
            case operatorText(String, by: LiveTexOperator)
            /// An operator sent a file.
            case operatorFile(LiveTexFile, by: LiveTexOperator)
            /// LiveTex wrote, by a rule of the cabinet.
            case hold(String)
            /// A message of the visitor reached the operators' application, or was read by an operator.
            case delivered(messageID: String, to: LiveTexOperator?)
            /// A group was chosen.
            case selected(groupID: String)
            /// The conversation was closed by an operator, or by LiveTex.
            case closed(by: LiveTexOperator?)
        }

        /// The id of the message or the event.
        public let id: String
        /// Milliseconds since 1970 by LiveTex's clock.
        public let time: Int64
        /// What happened.
        public let content: Content
        /// Whether operators see the entry: a visitor's message is kept back until a group is chosen.
        public internal(set) var isVisible: Bool

        /// Whether the visitor said it.
        public var isFromVisitor: Bool {
            switch content {
            case .visitorText, .visitorFile: true
            default: false
            }
        }
    }
}
