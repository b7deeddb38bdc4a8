import ChannelBundle
import JSON

/// One contact point of type "Messaging API": the model of LiveTex, free of HTTP, time and randomness.
///
/// Calls of the API are in `LiveTexContactPoint+Methods.swift`, deeds of the operators in `+Operators.swift`. Whatever
/// must be told to the integrator is collected in ``notifications`` until the owner takes it out.
public struct LiveTexContactPoint: Hashable, Sendable {
    /// The registered webhook.
    struct Registration: Hashable, Sendable {
        var url: String
        var key: String
        /// nil: all types.
        var types: Set<String>?
        /// The edition of the call that registered it; notifications have its shapes.
        var version: LiveTexAPI.Version
    }

    /// The binding that this contact point belongs to.
    public let binding: String
    /// `touch_point_id`.
    public let touchPoint: String
    /// The access key, which the `key` parameter must carry.
    let accessKey: String
    /// The editions in the account's product; calls of others are answered 403 with code 8.
    public var editions = Set(LiveTexAPI.Version.allCases)
    /// What is too much or too long.
    public var limits = LiveTexLimits()
    /// The groups in the order in which the API returns them.
    public var groups: [LiveTexGroup]
    /// Everybody who works here, in whatever group.
    public var operators: [LiveTexOperator]
    /// How the API answers what the vendor's pages leave open about `getHistory`.
    public var historyStyle = LiveTexHistoryStyle()
    /// The conversations by `user_id`.
    public internal(set) var conversations: [String: LiveTexConversation] = [:]
    var registration: Registration?
    /// What is to be sent, in order.
    var notifications: [LiveTexNotification] = []

    init(binding: String, touchPoint: String, accessKey: String, groups: [LiveTexGroup], operators: [LiveTexOperator]) {
        self.binding = binding
        self.touchPoint = touchPoint
        self.accessKey = accessKey
        self.groups = groups
        self.operators = operators
    }

    /// The edition whose shapes notifications have.
    var notificationVersion: LiveTexAPI.Version { registration?.version ?? .v1_2 }

    /// Adds an entry to a conversation and announces it where operators' deeds are announced.
    ///
    /// - Returns: the entry's id.
    @discardableResult
    mutating func append(
        _ content: LiveTexConversation.Entry.Content, to user: String, visible: Bool, announced: Bool,
        at moment: inout Moment
    ) -> String {
        let entry = LiveTexConversation.Entry(
            id: moment.id(), time: moment.time(), content: content, isVisible: visible)
        conversations[user, default: LiveTexConversation(user: user)].entries.append(entry)
        if announced {
            notifications.append(
                .object(entry, user: user, touchPoint: touchPoint, version: notificationVersion))
        }
        return entry.id
    }
}

/// Where the model takes times and ids from during one step.
struct Moment {
    var stamps: Stamps
    let now: Int64

    mutating func time() -> Int64 { stamps.time(now: now) }
    mutating func id() -> String { stamps.id() }
}

/// How `getHistory` answers; the vendor's pages state neither (spec, section 2.7).
public struct LiveTexHistoryStyle: Hashable, Sendable {
    /// Whether the newest entry comes first.
    public var newestFirst = false
    /// Whether the anchor itself is in the answer.
    public var includesAnchor = false

    /// Oldest first, without the anchor.
    public init() {}
}
