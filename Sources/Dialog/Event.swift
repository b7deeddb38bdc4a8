import JSON

/// Everything that can happen to a dialog.
public enum Event: Hashable, Sendable {
    /// The platform sent an event.
    case platform(PlatformEvent)
    /// LiveTex sent a webhook.
    case liveTex(LiveTexEvent)
    /// A call of the outbox was started, or ended.
    case call(QueuedCall, CallOutcome)
    /// The sender of a transfer's request was told `pending`, so the outcome has to travel as an event.
    case pendingSaid(request: String)
    /// Time has passed.
    case clock
    /// Our clock was set back by so many milliseconds.
    case clockSetBack(by: Int64)
}

/// An event of the platform.
public struct PlatformEvent: Hashable, Sendable {
    /// The idempotency id.
    public var id: String
    /// The lead whom the event is about.
    public var party: Party
    /// What happened.
    public var kind: Kind

    /// What can happen on the platform.
    public enum Kind: Hashable, Sendable {
        /// The lead or the bot wrote.
        case message(Speaker, Message)
        /// The lead picked a menu item. LiveTex shows the script code, else the item's code.
        case menuChoice(shown: String)
        /// `setLiveTexAttr` was called.
        case attributes(AttributeMode, Members<JSON>)
        /// Asks who is online. The receiver answers it from LiveTex, and no dialog changes.
        case operatorsCheck
        /// Asks for a transfer. `attributes` replace the stored ones for this transfer; nil: the stored ones count. Operators
        /// see the `reason` if nothing else was said. The `history` is mirrored, oldest first.
        case transferRequest(attributes: Members<JSON>?, reason: String? = nil, history: [PastMessage] = [])
        /// Takes the dialog back from the operators.
        case transferCancel(Canceller)
        /// A type that this release does not know.
        case unknown(String)
    }

    /// The files of its messages.
    public var attachments: [Attachment] {
        switch kind {
        case .message(_, let message): message.attachments
        case .transferRequest(_, _, let history): history.flatMap(\.message.attachments)
        default: []
        }
    }

    /// An event about a lead.
    public init(id: String, party: Party, kind: Kind) {
        self.id = id
        self.party = party
        self.kind = kind
    }
}

/// The author of a mirrored message.
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
    /// What happened.
    public var kind: Kind

    /// What can happen at LiveTex.
    public enum Kind: Hashable, Sendable {
        /// An operator wrote; nil where LiveTex does not say who.
        case message(Operator?, OperatorMessage)
        /// `MessageDelivered`: its `employee` is the one who read.
        case read(Operator?)
        /// An operator closed the conversation.
        case closed(Operator?)
        /// An automatic text that asks the lead to wait.
        case hold(String)
        /// LiveTex keeps a message back because no group is selected.
        case selectDestination
        /// A type without an effect, by its name.
        case irrelevant(String)
    }

    /// A webhook that LiveTex sent under this id.
    public init(id: String, timestamp: Int64? = nil, kind: Kind) {
        self.id = id
        self.timestamp = timestamp
        self.kind = kind
    }
}

/// What became of a call.
public enum CallOutcome: Hashable, Sendable {
    /// Its first byte is about to go out.
    case started
    /// It arrived. LiveTex answers with its own id of a sent message and with its time.
    case delivered(messageID: String? = nil, timestamp: Int64? = nil)
    /// The answer of a check: the first group, if there is any, and whether somebody in it is online.
    case checked(OperatorGroup?, online: Bool)
    /// The other side will never take it.
    case refused
    /// It has certainly not arrived and will be tried again.
    case notArrived
    /// It was given up in doubt: whether it arrived will never be known.
    case lost
}
