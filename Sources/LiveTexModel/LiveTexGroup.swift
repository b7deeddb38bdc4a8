import JSON

/// A group of operators; the API says `Destination`.
public struct LiveTexGroup: Hashable, Sendable {
    /// `destination_id`.
    public var id: String
    /// The title for visitors.
    public var name: String
    /// The ids of the operators in it.
    public var operators: [String]

    /// A group of the operators with these ids.
    public init(id: String, name: String, operators: [String]) {
        self.id = id
        self.name = name
        self.operators = operators
    }

    /// The `Destination` object without the online flags, as notifications have it.
    var members: [String: JSON] {
        ["destination_type": "Department", "destination_id": .string(id), "name": .string(name)]
    }
}
