import JSON

/// The two sides that a dialog talks to. Each gets its calls one at a time and in order.
public enum Lane: String, Hashable, Sendable, CaseIterable {
    case liveTex = "livetex"
    case platform
}

/// Something that has to be said to one of the two sides.
public enum Call: Hashable, Sendable {
    case liveTex(LiveTexCall)
    case platform(PlatformCall)

    public var lane: Lane {
        switch self {
        case .liveTex: .liveTex
        case .platform: .platform
        }
    }
}

/// A call to LiveTex.
public enum LiveTexCall: Hashable, Sendable {
    case sendText(String)
    case sendFile(OutgoingFile)
    /// Asks for the groups, because a transfer was asked for.
    case checkOperators
    case select(Selection)
    /// Selects once more what LiveTex seems to have forgotten, unless it turns out that it has not.
    case reselect(Selection)
}

/// A file on its way to LiveTex.
public struct OutgoingFile: Hashable, Sendable {
    public var url: String
    public var name: String?
    /// In bytes.
    public var size: Int64?
    public var comment: String?
    /// The text that goes in its place when LiveTex refuses the file.
    public var fallback: String

    public init(url: String, name: String?, size: Int64?, comment: String?, fallback: String) {
        self.url = url
        self.name = name
        self.size = size
        self.comment = comment
        self.fallback = fallback
    }
}

/// The choice of a group, with all that LiveTex shows of the lead: no later call can change it.
public struct Selection: Hashable, Sendable {
    public var group: OperatorGroup
    public var visitorName: String?
    public var attributes: [String: String]

    public init(group: OperatorGroup, visitorName: String?, attributes: [String: String]) {
        self.group = group
        self.visitorName = visitorName
        self.attributes = attributes
    }
}

/// An event for the bot platform.
public struct PlatformCall: Hashable, Sendable {
    /// Derived from its cause, so that a repeated cause gives the same id.
    public var id: String
    /// When it came about, in milliseconds since 1970.
    public var time: Int64
    /// The lead as it was known then: a repeated attempt repeats the same bytes, whatever was learnt meanwhile.
    public var party: Party?
    public var kind: Kind

    public enum Kind: Hashable, Sendable {
        case notice(NoticeKind, text: String, Operator?)
        case operatorMessage(Operator?, OperatorMessage)
        case transferResult(request: String, TransferOutcome)
        case dialogReturned(by: Returner, Operator?, Script)
        case operatorCommand(OperatorCommand, Operator?, Script)
    }

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

/// A text by which an operator asks for a script instead of saying something.
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
    public var type: ScriptType
    /// The platform's code for it, where the configuration names one.
    public var code: String?

    public init(type: ScriptType, code: String? = nil) {
        self.type = type
        self.code = code
    }
}

/// What became of a transfer that was asked for.
public enum TransferOutcome: Hashable, Sendable {
    case transferred(OperatorGroup)
    case noOperators(OperatorGroup?, Script)
    /// Not known yet; `transfer.result` will tell.
    case pending
    case failed
}

/// A call with its place in the dialog's queue.
public struct QueuedCall: Hashable, Sendable {
    /// Counts up within the dialog; a lane's order is the order of its numbers.
    public var number: Int64
    public var call: Call
    /// The call in the other lane that must be through before this one may go.
    public var after: Int64?
    /// Not to be made before this time, in milliseconds since 1970; 0 for at once.
    public var notBefore: Int64

    public init(number: Int64, call: Call, after: Int64? = nil, notBefore: Int64 = 0) {
        self.number = number
        self.call = call
        self.after = after
        self.notBefore = notBefore
    }
}
