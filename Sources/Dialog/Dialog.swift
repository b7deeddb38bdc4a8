import JSON

/// The state of one dialog between a lead, the bot and LiveTex's operators.
///
/// It holds what decisions need. The outbox and the receipts of handled events are beside it in the record.
public struct Dialog: Hashable, Sendable {
    /// The lead; nil as long as only LiveTex has sent webhooks about the dialog.
    public var party: Party?
    /// Who answers the lead now.
    public var phase: Phase = .bot
    /// A group is selected at LiveTex and has not been closed there. LiveTex has no method to close it, so a dialog that
    /// was taken back can be the bot's and still open.
    public var isOpen = false
    /// What `setLiveTexAttr` stored (`sys_livetex_attrs`), with types. A transfer sends them as text.
    public var attributes: Members<JSON> = [:]
    /// The largest time that LiveTex's clock is known to have shown in this dialog.
    public var liveTexTime: Int64?
    /// Whether nothing has been said in LiveTex since the dialog began there or was closed.
    public var isSilent = true
    /// The message that LiveTex confirmed last: what follows it in the history was sent later.
    public var lastMessageID: String?
    /// The words of later messages that LiveTex has, or may have, under ids that are not known. The history may show them
    /// after ``lastMessageID``. At most ``maximumUnidentified``; then no more is known of the history until LiveTex confirms
    /// a message.
    public private(set) var unidentified: [MessageWords] = []
    /// The number that the next call gets.
    public var nextCall: Int64 = 1

    /// A new dialog: the bot answers.
    public init(party: Party? = nil) {
        self.party = party
    }

    /// The largest number of ``unidentified`` messages.
    public static let maximumUnidentified = 16

    /// LiveTex has confirmed a message under an id: all earlier ones are before it in the history.
    mutating func noteConfirmed(_ id: String) {
        lastMessageID = id
        unidentified = []
    }

    /// LiveTex has or may have a message, and its id is not known.
    mutating func noteUnidentified(_ words: MessageWords) {
        if unidentified.count < Self.maximumUnidentified { unidentified.append(words) }
    }

    /// Takes over what is stored of the messages that LiveTex has.
    public mutating func restoreMessages(last id: String?, unidentified words: [MessageWords]) {
        lastMessageID = id
        unidentified = words
    }

    /// How often the history may show these words after ``lastMessageID`` although no further message has arrived; nil
    /// when that is not known.
    public func expectedCopies(of words: MessageWords) -> Int? {
        unidentified.count < Self.maximumUnidentified ? unidentified.count { $0 == words } : nil
    }

    /// When ``Event/clock`` changes the dialog, in milliseconds since 1970; nil for never.
    public var deadline: Int64? {
        switch phase {
        case .bot: nil
        case .checking(let check): check.deadline
        case .waiting(let transfer): [transfer.deadline, transfer.reselectAt].compactMap { $0 }.min()
        case .operator(let stint): [stint.deadline, stint.transfer.reselectAt].compactMap { $0 }.min()
        }
    }

    /// Whether a call that was queued earlier still has to be made.
    public func wants(_ call: Call) -> Bool {
        guard case .liveTex(.reselect(let selection)) = call else { return true }
        // A later transfer has made a selection of its own.
        return phase.transfer?.selection == selection
    }

    /// Whether a selected group at LiveTex proves that the last transfer's selection arrived. In a conversation that was
    /// open before, the group may be an earlier transfer's.
    public var selectionCanBeSeen: Bool { phase.transfer?.wasOpen != true }
}

/// Who answers the lead.
public enum Phase: Hashable, Sendable {
    /// The bot answers.
    case bot
    /// A transfer was asked for; whether an operator is online is not known yet. The bot still answers.
    case checking(Check)
    /// A group is or will be selected; no operator has read yet.
    case waiting(Transfer)
    /// An operator answers.
    case `operator`(Stint)
}

/// A transfer that was asked for and not decided.
public struct Check: Hashable, Sendable {
    /// The id of the platform's request.
    public var request: String
    /// In milliseconds since 1970.
    public var askedAt: Int64
    /// The number of the call that asks LiveTex.
    public var call: Int64
    /// All attributes that came with the request; nil: the stored ones count.
    public var attributes: Members<JSON>?
    /// Why the dialog is transferred, in the platform's words; nil when it gave no reason.
    public var reason: String?
    /// The platform was told `pending`, so the outcome has to travel as an event.
    public var pendingWasSaid = false

    /// How long a check may stay without an answer, in milliseconds.
    public static let lifetime: Int64 = 10 * 60_000

    /// When it fails, in milliseconds since 1970.
    var deadline: Int64 { askedAt + Self.lifetime }

    /// A check whose answer is awaited.
    public init(
        request: String, askedAt: Int64, call: Int64, attributes: Members<JSON>? = nil, reason: String? = nil,
        pendingWasSaid: Bool = false
    ) {
        self.request = request
        self.askedAt = askedAt
        self.call = call
        self.attributes = attributes
        self.reason = reason
        self.pendingWasSaid = pendingWasSaid
    }
}

/// A transfer that was promised.
public struct Transfer: Hashable, Sendable {
    /// The id of the platform's request.
    public var request: String
    /// What is selected at LiveTex.
    public var selection: Selection
    /// How far the selection has come.
    public var progress: Progress
    /// The calls that wait for the selection and are dropped with it.
    public var dependants: [Int64]
    /// Events that are older than this by LiveTex's clock belong to an earlier conversation; nil: none is.
    public var floor: Int64?
    /// When waiting ends, in milliseconds since 1970; nil: never.
    public var deadline: Int64?
    /// Whether an earlier conversation was still open at LiveTex.
    public var wasOpen: Bool
    /// When the group is selected again if LiveTex knows of none, because LiveTex has asked for a group; in milliseconds
    /// since 1970, nil: it has not asked.
    public var reselectAt: Int64?

    /// A transfer and how far it has come.
    public init(
        request: String, selection: Selection, progress: Progress, dependants: [Int64] = [], floor: Int64? = nil,
        deadline: Int64? = nil, wasOpen: Bool = false, reselectAt: Int64? = nil
    ) {
        self.request = request
        self.selection = selection
        self.progress = progress
        self.dependants = dependants
        self.floor = floor
        self.deadline = deadline
        self.wasOpen = wasOpen
        self.reselectAt = reselectAt
    }

    /// How far a selection has come.
    public enum Progress: Hashable, Sendable {
        /// The call of that number waits in the outbox.
        case queued(Int64)
        /// The call of that number is under way or in doubt.
        case started(Int64)
        /// An operator has read or written, so operators see the dialog. The call of that number may still wait: it brings
        /// the name and the attributes.
        case shown(Int64)
        /// LiveTex has the selection.
        case succeeded
    }
}

/// The time during which one operator answers.
public struct Stint: Hashable, Sendable {
    /// The operator who answers.
    public var `operator`: Operator
    /// When it began by LiveTex's clock; nil where LiveTex did not tell.
    public var since: Int64?
    /// The transfer that brought the operator.
    public var transfer: Transfer
    /// When it ends if neither side says anything, in milliseconds since 1970; nil for no end.
    public var deadline: Int64?

    /// A stint of an operator.
    public init(operator person: Operator, since: Int64?, transfer: Transfer, deadline: Int64? = nil) {
        self.operator = person
        self.since = since
        self.transfer = transfer
        self.deadline = deadline
    }
}
