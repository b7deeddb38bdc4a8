import JSON

/// Where a call goes, or a webhook comes from. Each lane of a dialog delivers one call at a time, in order.
public enum Lane: String, Hashable, Sendable, CaseIterable {
    case liveTex = "livetex"
    case platform
}

/// A message to LiveTex or to the platform.
public enum Call: Hashable, Sendable {
    case liveTex(LiveTexCall)
    case platform(PlatformCall)

    /// Where it goes.
    public var lane: Lane {
        switch self {
        case .liveTex: .liveTex
        case .platform: .platform
        }
    }
}

/// A call to LiveTex.
public enum LiveTexCall: Hashable, Sendable {
    /// Shows a text as the visitor's.
    case sendText(String)
    /// Shows a link to a file as the visitor's.
    case sendFile(OutgoingFile)
    /// Asks for the groups, because a transfer was asked for.
    case checkOperators
    /// Selects a group for a transfer.
    case select(Selection)
    /// Selects the group again if LiveTex, asked first, knows of no selection.
    case reselect(Selection)
}

/// A file on its way to LiveTex.
public struct OutgoingFile: Hashable, Sendable {
    /// Where the file can be fetched.
    public var url: String
    /// LiveTex's `file_name`; its extension tells an operator's app the kind of file.
    public var name: String?
    /// In bytes.
    public var size: Int64?
    /// The caption.
    public var comment: String?
    /// The text that is sent instead if LiveTex refuses the file.
    public var fallback: String

    /// A file at an address.
    public init(url: String, name: String?, size: Int64?, comment: String?, fallback: String) {
        self.url = url
        self.name = name
        self.size = size
        self.comment = comment
        self.fallback = fallback
    }
}

/// The choice of a group, with the name and attributes that LiveTex shows. No later call can change them (v1.2,
/// `selectDestination`).
public struct Selection: Hashable, Sendable {
    /// The group whose operators get the dialog.
    public var group: OperatorGroup
    /// The lead's name; nil when it is not known.
    public var visitorName: String?
    /// The lead's attributes as text.
    public var attributes: Members<String>

    /// A choice of a group.
    public init(group: OperatorGroup, visitorName: String?, attributes: Members<String>) {
        self.group = group
        self.visitorName = visitorName
        self.attributes = attributes
    }
}

/// An event for the platform.
public struct PlatformCall: Hashable, Sendable {
    /// Derived from its cause, so that a repeated cause gives the same id.
    public var id: String
    /// When its cause happened, in milliseconds since 1970: for an operator's word by LiveTex's clock, if it is known.
    public var time: Int64
    /// The lead as known at that time, so that a repeated attempt sends the same bytes.
    public var party: Party?
    /// What it tells.
    public var kind: Kind

    /// What the platform can be told.
    public enum Kind: Hashable, Sendable {
        /// A text for the lead, and the operator whom it names.
        case notice(NoticeKind, text: String, Operator?)
        /// An operator wrote; nil where LiveTex does not say who.
        case operatorMessage(Operator?, OperatorMessage)
        /// The outcome of a transfer whose reply was `pending`, or that failed after it was promised.
        case transferResult(request: String, TransferOutcome)
        /// The dialog is the bot's again.
        case dialogReturned(by: Returner, Operator?, Script)
        /// An operator asked for a script.
        case operatorCommand(OperatorCommand, Operator?, Script)

        /// Whether an operator said it. Such events are sent in the order of their times.
        public var isOperatorsWord: Bool {
            switch self {
            case .operatorMessage, .operatorCommand: true
            case .notice, .transferResult, .dialogReturned: false
            }
        }
    }

    /// An event for the platform.
    public init(id: String, time: Int64, party: Party? = nil, kind: Kind) {
        self.id = id
        self.time = time
        self.party = party
        self.kind = kind
    }
}

/// What a notice is about, as the platform is told. `system` is an automatic text of LiveTex.
public enum NoticeKind: String, Hashable, Sendable, CaseIterable {
    case transferred
    case operatorJoined = "operator_joined"
    case returnedToBot = "returned_to_bot"
    case system
}

/// Who gave a dialog back to the bot.
public enum Returner: String, Hashable, Sendable, CaseIterable { case `operator`, lead, bot, timeout }

/// A text by which an operator asks for a script. The lead does not see it.
public enum OperatorCommand: String, Hashable, Sendable, CaseIterable {
    case bot = "/bot"
    case `operator` = "/operator"

    /// The script that it asks for.
    var script: ScriptType {
        switch self {
        case .bot: .return
        case .operator: .transfer
        }
    }
}

/// A script that the platform is asked to run.
public struct Script: Hashable, Sendable {
    /// Which script.
    public var type: ScriptType
    /// The platform's code for it, where the configuration names one.
    public var code: String?

    /// A script of a type.
    public init(type: ScriptType, code: String? = nil) {
        self.type = type
        self.code = code
    }
}

/// What became of a transfer that was asked for.
public enum TransferOutcome: Hashable, Sendable {
    /// The group is or will be selected.
    case transferred(OperatorGroup)
    /// No operator of the group is online, or there is no group.
    case noOperators(OperatorGroup?, Script)
    /// Not known yet; `transfer.result` follows.
    case pending
    /// LiveTex refused, or gave no answer in time.
    case failed
}

/// A call with its place in the dialog's queue.
public struct QueuedCall: Hashable, Sendable {
    /// Counts up within the dialog; a lane's order is the order of its numbers.
    public var number: Int64
    /// What is sent.
    public var call: Call
    /// The number of a call in the other lane that must be delivered first.
    public var after: Int64?
    /// Not sent before this time, in milliseconds since 1970; 0 for at once.
    public var notBefore: Int64

    /// A call that may be sent at once, unless said otherwise.
    public init(number: Int64, call: Call, after: Int64? = nil, notBefore: Int64 = 0) {
        self.number = number
        self.call = call
        self.after = after
        self.notBefore = notBefore
    }
}
