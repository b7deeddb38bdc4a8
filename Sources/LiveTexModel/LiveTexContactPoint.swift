/// One contact point of type "Messaging API", with its operators and conversations.
///
/// A value without I/O, clock, randomness or threads: the caller gives the time of each step and sends what
/// ``takeNotifications()`` returns. It shares no code with the bridge's own LiveTex wire, so each can find the other's
/// errors. It is stricter than the real service is known to be.
public struct LiveTexContactPoint: Hashable, Sendable {
    /// `touch_point_id`.
    public let touchPoint: String
    /// The access key, the `key` parameter of each request.
    public let accessKey: String
    /// The editions in the account's product. Calls of other editions are refused with 403 and code 8.
    public var editions = Set(LiveTexEdition.allCases)
    /// The largest values that are accepted.
    public var limits = LiveTexLimits()
    /// How `getHistory` answers.
    public var historyStyle = LiveTexHistoryStyle()
    /// Whether the answers to `sendText` and `sendFile` have a `message_id`.
    public var namesMessages = true
    /// The groups in the order in which the API returns them.
    public var groups: [LiveTexGroup]
    /// The operators of all groups.
    public var operators: [LiveTexOperator]
    /// The registered webhook.
    public var registration: Registration?
    /// The conversations by `user_id`.
    public internal(set) var conversations: [String: LiveTexConversation] = [:]

    var notifications: [LiveTexNotification] = []
    private var stamps: LiveTexStamps

    /// A contact point without conversations.
    ///
    /// - Parameter salt: the ids of messages and notifications are computed from it.
    public init(
        touchPoint: String, accessKey: String, groups: [LiveTexGroup], operators: [LiveTexOperator], salt: String
    ) {
        self.touchPoint = touchPoint
        self.accessKey = accessKey
        self.groups = groups
        self.operators = operators
        stamps = LiveTexStamps(salt: salt)
    }

    /// A webhook as `setWebhook` registers it.
    public struct Registration: Hashable, Sendable {
        /// Where notifications go.
        public var url: String
        /// The secret that each notification carries.
        public var key: String
        /// The types that are sent; nil for all.
        public var types: Set<String>?
        /// The edition of the call. Notifications have its fields.
        public var edition: LiveTexEdition

        /// A registration for some or all types.
        public init(url: String, key: String, types: Set<String>? = nil, edition: LiveTexEdition) {
            self.url = url
            self.key = key
            self.types = types
            self.edition = edition
        }
    }

    /// Returns the notifications that are to be sent, oldest first, and forgets them.
    public mutating func takeNotifications() -> [LiveTexNotification] {
        defer { notifications = [] }
        return notifications
    }

    /// The edition whose fields notifications have.
    var notificationEdition: LiveTexEdition { registration?.edition ?? .v1_2 }

    mutating func makeID() -> String { stamps.id() }

    mutating func makeTime(_ now: Int64) -> Int64 { stamps.time(now: now) }

    /// Adds an entry to a conversation.
    ///
    /// - Parameter announced: whether a notification tells of it.
    @discardableResult
    mutating func append(
        _ content: LiveTexConversation.Entry.Content, to user: String, visible: Bool, announced: Bool, at now: Int64
    ) -> LiveTexConversation.Entry {
        let entry = LiveTexConversation.Entry(
            id: makeID(), time: makeTime(now), content: content, isVisible: visible)
        conversations[user, default: LiveTexConversation(user: user)].entries.append(entry)
        if announced {
            notifications.append(
                LiveTexNotification(entry, user: user, touchPoint: touchPoint, edition: notificationEdition))
        }
        return entry
    }
}
