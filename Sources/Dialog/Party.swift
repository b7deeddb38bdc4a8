import Cryptography
import JSON
import Text

/// One lead of one bot: the platform's end of a dialog.
public struct Party: Hashable, Sendable {
    /// The platform's id of the bot, integer or string, given back as it came.
    public var botID: JSON
    /// The platform's id of the lead, integer or string, given back as it came.
    public var leadID: JSON
    /// The channel that the lead wrote through last, as the platform spells it; nil when it was never told.
    public var channel: String?
    /// The lead's name; nil when it was never told.
    public var name: String?

    /// A lead of a bot.
    public init(botID: JSON, leadID: JSON, channel: String? = nil, name: String? = nil) {
        self.botID = botID
        self.leadID = leadID
        self.channel = channel
        self.name = name
    }

    /// What LiveTex knows the dialog by: `{bot_id}:{lead.id}`, or `h:` and a hash where an id has other characters than
    /// `[A-Za-z0-9_-]` or more than 31 of them.
    ///
    /// LiveTex takes the string as it is and never makes one itself (v1.2, index page). It documents no limit; 64 ASCII
    /// characters are our assumption.
    public var userID: String {
        let bot = Self.text(botID)
        let lead = Self.text(leadID)
        guard Self.isPlain(bot), Self.isPlain(lead) else { return "h:\(Digest128(of: bot, lead))" }
        return "\(bot):\(lead)"
    }

    /// The party of a user id that holds both ids as they are; nil for a hashed one.
    ///
    /// The JSON types are not in the user id. Text that looks like an integer becomes one.
    public init?(userID: String) {
        let parts = userID.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts[0] != "h", parts.allSatisfy(Self.isPlain) else { return nil }
        self.init(botID: Self.value(parts[0]), leadID: Self.value(parts[1]))
    }

    /// The lead's name, or else the id.
    var nameOrID: String { name ?? Self.text(leadID) }

    private static func text(_ id: JSON) -> String {
        switch id {
        case .int(let number): String(number)
        case .string(let text): text
        default: ""
        }
    }

    private static func value(_ text: String) -> JSON {
        guard let number = Int64(text), String(number) == text else { return .string(text) }
        return .int(number)
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...31).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}

/// A person who answers in LiveTex.
public struct Operator: Hashable, Sendable {
    /// LiveTex's `employee_id`.
    public var id: String
    /// What leads see: `nick_name`, else `first_name`.
    public var name: String
    /// `first_name` and `last_name`; nil where it is not known, or is the name.
    public var fullName: String?

    /// An operator under a name for leads.
    public init(id: String, name: String, fullName: String? = nil) {
        self.id = id
        self.name = name
        self.fullName = fullName
    }
}

/// A group of operators at LiveTex. Only the first in LiveTex's order is ever used.
public struct OperatorGroup: Hashable, Sendable {
    /// LiveTex's `destination_id`.
    public var id: String
    /// The group's title; nil where LiveTex gives none.
    public var name: String?

    /// A group by its id.
    public init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }
}
