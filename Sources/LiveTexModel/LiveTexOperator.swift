import JSON

/// A person who answers in LiveTex; the API says `Employee`.
public struct LiveTexOperator: Hashable, Sendable {
    /// `employee_id`.
    public var id: String
    /// `first_name`.
    public var firstName: String
    /// `last_name`.
    public var lastName: String?
    /// `nick_name`, since 1.1. Visitors see it instead of the first name.
    public var nickName: String?
    /// `avatar_url`, since 1.2.
    public var avatarURL: String?
    /// Whether the status is "available".
    public var isOnline: Bool
    /// Whether the operator can take one more conversation.
    public var hasFreeSlot: Bool

    /// An operator who is offline and has a free slot, by default.
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

    /// The name that visitors see.
    public var displayName: String { nickName ?? firstName }

    /// The `Employee` object, with the fields that the edition has.
    func json(_ edition: LiveTexEdition) -> JSON {
        .members([
            "employee_id": .string(id),
            "first_name": .string(firstName),
            "last_name": lastName.map { .string($0) },
            "nick_name": edition >= .v1_1 ? nickName.map { .string($0) } : nil,
            "avatar_url": edition >= .v1_2 ? avatarURL.map { .string($0) } : nil,
        ])
    }
}
