import JSON

/// The state of one dialog between a lead, the bot and LiveTex's operators.
///
/// It holds what decisions need and nothing else: the calls that are still to be made and the events that were already
/// handled lie beside it in the store.
public struct Dialog: Hashable, Sendable {
    /// Whose dialog it is; nil as long as only LiveTex has spoken of it.
    public var party: Party?
    /// Who answers the lead now.
    public var phase: Phase = .bot
    /// A group is selected at LiveTex and has not been closed there. LiveTex offers no close to us, so a dialog that
    /// was taken back is the bot's while it is still open.
    public var isOpen = false
    /// What `setLiveTexAttr` stored (`sys_livetex_attrs`), kept with their types until a transfer sends them as text.
    public var attributes: [String: JSON] = [:]
    /// The largest time that LiveTex's clock is known to have shown in this dialog.
    public var liveTexTime: Int64?
    /// The message that LiveTex confirmed last: whatever stands behind it in the history was sent later.
    public var lastMessageID: String?
    /// The number that the next call gets.
    public var nextCall: Int64 = 1

    public init(party: Party? = nil) {
        self.party = party
    }

    /// How long a check may stay without an answer, in milliseconds.
    public static let checkLifetime: Int64 = 10 * 60_000

    /// When the clock itself is the next event, in milliseconds since 1970; nil when time changes nothing.
    public var deadline: Int64? {
        switch phase {
        case .bot, .operator: nil
        case .checking(let check): check.askedAt + Self.checkLifetime
        case .waiting(let transfer): transfer.deadline
        }
    }

    /// Whether a call that was asked for earlier is still to be made.
    public func wants(_ call: Call) -> Bool {
        guard case .liveTex(.reselect(let selection)) = call else { return true }
        // A later transfer has made a selection of its own.
        return phase.transfer?.selection == selection
    }

    /// Whether the group that is selected at LiveTex tells of the last transfer's selection: in a conversation that was
    /// open before, it may be an earlier transfer's.
    public var selectionCanBeSeen: Bool { phase.transfer?.wasOpen != true }

    /// Takes down that a call has certainly not arrived and will be made again: until then a selection can be dropped.
    public mutating func didNotArrive(_ number: Int64) {
        guard phase.transfer?.progress == .started(number) else { return }
        phase.transfer?.progress = .queued(number)
    }
}

/// Who answers the lead.
public enum Phase: Hashable, Sendable {
    case bot
    /// A transfer was asked for; whether anybody is there is not known yet. The bot still answers.
    case checking(Check)
    /// A group is or will be selected; nobody has read yet.
    case waiting(Transfer)
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
    /// The complete set of attributes that came with the request; nil: the stored ones count.
    public var attributes: [String: JSON]?
    /// The platform was told `pending`, so the outcome has to travel as an event.
    public var pendingWasSaid = false

    public init(
        request: String, askedAt: Int64, call: Int64, attributes: [String: JSON]? = nil, pendingWasSaid: Bool = false
    ) {
        self.request = request
        self.askedAt = askedAt
        self.call = call
        self.attributes = attributes
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
    /// The calls that only make sense once the selection has succeeded.
    public var dependants: [Int64]
    /// Events that are older than this by LiveTex's clock belong to an earlier conversation; nil: none is.
    public var floor: Int64?
    /// When waiting ends, in milliseconds since 1970; nil: never.
    public var deadline: Int64?
    /// Whether an earlier conversation was still open at LiveTex.
    public var wasOpen: Bool

    public init(
        request: String, selection: Selection, progress: Progress, dependants: [Int64] = [], floor: Int64? = nil,
        deadline: Int64? = nil, wasOpen: Bool = false
    ) {
        self.request = request
        self.selection = selection
        self.progress = progress
        self.dependants = dependants
        self.floor = floor
        self.deadline = deadline
        self.wasOpen = wasOpen
    }

    public enum Progress: Hashable, Sendable {
        /// The call of that number lies in the queue.
        case queued(Int64)
        /// It is under way, or nobody knows whether it has arrived.
        case started(Int64)
        case succeeded
    }
}

/// The time during which one operator answers.
public struct Stint: Hashable, Sendable {
    public var `operator`: Operator
    /// When it began by LiveTex's clock; nil where LiveTex did not tell.
    public var since: Int64?
    public var transfer: Transfer

    public init(operator person: Operator, since: Int64?, transfer: Transfer) {
        self.operator = person
        self.since = since
        self.transfer = transfer
    }
}
