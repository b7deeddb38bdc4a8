import ChannelBundle
import JSON

/// A person who answers in LiveTex.
public struct LiveTexOperator: Hashable, Sendable {
    /// `employee_id`.
    public var id: String
    /// `first_name`.
    public var firstName: String
    /// `last_name`.
    public var lastName: String?
    /// `nick_name`, since 1.1; leads see it instead of the first name.
    public var nickName: String?
    /// `avatar_url`, since 1.2.
    public var avatarURL: String?
    /// Status "available".
    public var isOnline: Bool
    /// Whether there is a slot left for one more conversation.
    public var hasFreeSlot: Bool

    /// Somebody who is offline unless said otherwise.
    public init(
        id: String, firstName: String, lastName: String? = nil, nickName: String? = nil, avatarURL: String? = nil,
        isOnline: Bool = false, hasFreeSlot: Bool = true
    ) {
        self.id = id
        self.firstName = firstName
        self.lastName = lastName
        self.nickName = nickName
        self.avatarURL = avatarURL
        self.isOnline = isOnline
        self.hasFreeSlot = hasFreeSlot
    }

    /// The name that the control functions and the transcripts use.
    public var displayName: String { nickName ?? firstName }

    /// The `Employee` object, with the fields that the edition has.
    func json(_ version: LiveTexAPI.Version) -> JSON {
        .members([
            "employee_id": .string(id),
            "first_name": .string(firstName),
            "last_name": lastName.map { .string($0) },
            "nick_name": version >= .v1_1 ? nickName.map { .string($0) } : nil,
            "avatar_url": version >= .v1_2 ? avatarURL.map { .string($0) } : nil,
        ])
    }
}

/// A group of operators, which the API calls a destination.
public struct LiveTexGroup: Hashable, Sendable {
    /// `destination_id`.
    public var id: String
    /// The title for visitors.
    public var name: String
    /// Ids of the operators in it.
    public var operators: [String]

    /// A group of these operators.
    public init(id: String, name: String, operators: [String]) {
        self.id = id
        self.name = name
        self.operators = operators
    }
}
