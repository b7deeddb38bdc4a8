/// Values by name.
///
/// Names are compared byte by byte. Two Swift strings are equal also if they differ only in Unicode normalization; LiveTex and
/// the platform may mean two names by them.
public struct Members<Value> {
    private var values: [MemberName: Value] = [:]

    /// No members.
    public init() {}

    /// The members of a dictionary.
    public init(_ dictionary: [String: Value]) {
        values.reserveCapacity(dictionary.count)
        for (name, value) in dictionary { self[name] = value }
    }

    /// The value of a name; nil for none.
    public subscript(name: String) -> Value? {
        get { values[MemberName(text: name)] }
        set { values[MemberName(text: name)] = newValue }
    }

    /// Makes room for so many members.
    public mutating func reserveCapacity(_ count: Int) { values.reserveCapacity(count) }

    /// How many there are.
    public var count: Int { values.count }

    /// Whether there are none.
    public var isEmpty: Bool { values.isEmpty }

    /// The names, in no order.
    public var keys: [String] { values.keys.map(\.text) }

    /// The same names with other values.
    public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> Members<Other> {
        var members = Members<Other>()
        for (name, value) in self { members[name] = try transform(value) }
        return members
    }

    /// The names for which there is another value.
    public func compactMapValues<Other>(_ transform: (Value) throws -> Other?) rethrows -> Members<Other> {
        var members = Members<Other>()
        for (name, value) in self { members[name] = try transform(value) }
        return members
    }

    /// The members for which a condition holds.
    public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> Members {
        var members = Members()
        for member in self where try isIncluded(member) { members[member.key] = member.value }
        return members
    }

    /// Both together.
    ///
    /// - Parameter choose: of two values of one name, this one's first.
    public func merging(_ others: Members, uniquingKeysWith choose: (Value, Value) -> Value) -> Members {
        var members = self
        for (name, value) in others { members[name] = members[name].map { choose($0, value) } ?? value }
        return members
    }
}

extension Members: Sequence {
    /// A name with its value.
    public typealias Element = (key: String, value: Value)

    /// All members, in no order.
    public func makeIterator() -> AnyIterator<Element> {
        var values = values.makeIterator()
        return AnyIterator { values.next().map { ($0.key.text, $0.value) } }
    }
}

extension Members: ExpressibleByDictionaryLiteral {
    /// Of equal names the last one counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension Members: Equatable where Value: Equatable {}
extension Members: Hashable where Value: Hashable {}
extension Members: Sendable where Value: Sendable {}

/// A text that is equal to another one only if the bytes are.
private struct MemberName: Hashable, Sendable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
