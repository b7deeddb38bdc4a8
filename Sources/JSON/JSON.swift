/// A JSON value.
///
/// Integers and other numbers are separate cases, because an id that is an integer must be sent back with the same digits.
/// Objects do not keep the order of their members. Text is always written with sorted keys, so equal values give equal
/// bytes.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent, within 64 bits.
    case int(Int64)
    /// Any other number.
    case double(Double)
    case string(String)
    case array([JSON])
    case object(Members<JSON>)
}

extension JSON {
    /// The members, when the value is an object.
    public var object: Members<JSON>? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements, when the value is an array.
    public var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text, when the value is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, when the value is an integer.
    public var int: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    /// The truth value, when the value is a boolean.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The member of that name; nil when there is none or the value is not an object.
    public subscript(key: String) -> JSON? {
        object?[key]
    }

    /// The element at that position; nil when there is none or the value is not an array.
    public subscript(index: Int) -> JSON? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The kind of the value as a noun for messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .int: "an integer"
        case .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// An object of these members.
    public static func object(_ members: [String: JSON]) -> JSON { .object(Members(members)) }

    /// An object of the members that are not nil.
    public static func members(_ members: [String: JSON?]) -> JSON {
        .object(members.compactMapValues { $0 })
    }
}

// No `nil` literal: in `condition ? nil : value` it would mean a JSON null where an absent value is meant.
extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object; of equal keys the last one counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        var members = Members<JSON>()
        for (name, value) in elements { members[name] = value }
        self = .object(members)
    }
}
