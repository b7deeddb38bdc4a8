import JSON

/// Everything that can happen to a dialog.
public enum Event: Hashable, Sendable {
    /// The bot platform says something.
    case platform(PlatformEvent)
    /// LiveTex says something.
    case liveTex(LiveTexEvent)
    /// A call that the dialog asked for has come to something.
    case call(QueuedCall, CallOutcome)
    /// Time has passed.
    case clock
}

/// An event of the bot platform.
public struct PlatformEvent: Hashable, Sendable {
    /// The idempotency id.
    public var id: String
    public var party: Party
    public var kind: Kind

    public enum Kind: Hashable, Sendable {
        case message(Speaker, Message)
        /// The lead picked a menu item. What the history shows is the script code, else the item's code.
        case menuChoice(shown: String)
        case attributes(AttributeMode, [String: JSON])
        /// Asks who is online. It is answered live and never reaches a dialog.
        case operatorsCheck
        case transferRequest(attributes: [String: JSON]?)
        case transferCancel(Canceller)
        /// A type that this release does not know.
        case unknown(String)
    }

    public init(id: String, party: Party, kind: Kind) {
        self.id = id
        self.party = party
        self.kind = kind
    }
}

/// Who a mirrored message is from.
public enum Speaker: Hashable, Sendable { case lead, bot }

/// What new attributes do to the stored ones. `null` removes an attribute when merging.
public enum AttributeMode: String, Hashable, Sendable, CaseIterable { case merge, replace }

/// Who takes a dialog back from the operators.
public enum Canceller: String, Hashable, Sendable, CaseIterable { case lead, bot }

/// A webhook of LiveTex.
public struct LiveTexEvent: Hashable, Sendable {
    /// Unique for the notification.
    public var id: String
    /// LiveTex's clock in milliseconds since 1970; nil where the type has none.
    public var timestamp: Int64?
    public var kind: Kind

    public enum Kind: Hashable, Sendable {
        case message(Operator?, OperatorMessage)
        /// `MessageDelivered`: its `employee` is the one who read.
        case read(Operator?)
        case closed(Operator?)
        /// An automatic text that asks the lead to wait.
        case hold(String)
        /// LiveTex holds a message back because no group is chosen.
        case selectDestination
        /// A type that means nothing to a dialog, by its name.
        case irrelevant(String)
    }

    public init(id: String, timestamp: Int64? = nil, kind: Kind) {
        self.id = id
        self.timestamp = timestamp
        self.kind = kind
    }
}

/// What came of a call.
public enum CallOutcome: Hashable, Sendable {
    /// Its first byte is about to go out.
    case started
    /// It arrived. LiveTex tells its id for a sent message and its clock.
    case delivered(messageID: String? = nil, timestamp: Int64? = nil)
    /// The answer of a check: the first group, if there is any, and whether somebody in it is online.
    case checked(OperatorGroup?, online: Bool)
    /// The other side will never take it.
    case refused
}
