/// A JSON value.
///
/// Integers and floating-point numbers are kept apart, because an identifier such as a lead's id must be given back with
/// exactly the digits it came with. Objects do not keep the order of their members; text is always written with sorted
/// keys, so equal values give equal bytes.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent, within 64 bits.
    case int(Int64)
    /// Any other number.
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// The members, when the value is an object.
    public var object: [String: JSON]? {
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

    /// What kind of value this is, in the words of a diagnostic.
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

    /// An object of the members that have a value: an absent value is left out, not written as `null`.
    public static func members(_ members: [String: JSON?]) -> JSON {
        .object(members.compactMapValues { $0 })
    }
}

// No `nil` literal: `condition ? nil : value` would then mean a JSON null where an absent value is meant.
extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
