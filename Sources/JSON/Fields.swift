import Text

/// A wrong field in a JSON value that came from outside.
public struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field's path, such as `data.message.text`.
    public var path: String
    /// What is wrong with it, as a clause: `is missing`, `must be a string, not an array`.
    public var problem: String

    /// A problem of one field.
    public init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    /// The whole sentence: path and problem.
    public var message: String { path.isEmpty ? "the value \(problem)" : "\(path) \(problem)" }

    /// The message.
    public var description: String { message }
}

/// Reads the members of a JSON object by name and type. Errors name a member by its path.
///
/// A member that is `null` counts as absent. Members that are not read are ignored, so new ones do no harm.
public struct Fields: Sendable {
    private let members: Members<JSON>
    /// The object's own path; empty for the outermost one.
    public let path: String

    /// The fields of an object at a path.
    ///
    /// - Throws: ``FieldError`` when the value is not an object.
    public init(_ value: JSON, path: String = "") throws(FieldError) {
        guard case .object(let members) = value else {
            throw FieldError(path: path, problem: "must be an object, not \(value.kind)")
        }
        self.members = members
        self.path = path
    }

    /// The path of a member.
    public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// An error about a member.
    public func error(_ key: String, _ problem: String) -> FieldError {
        FieldError(path: path(of: key), problem: problem)
    }

    /// The object itself.
    public var json: JSON { .object(members) }

    /// The names of all members, sorted by their bytes.
    public var names: [String] { members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The member as it is; nil when it is absent or `null`.
    public subscript(key: String) -> JSON? {
        members[key].flatMap { $0 == .null ? nil : $0 }
    }

    /// The member as it is; an error when it is absent.
    public func value(_ key: String) throws(FieldError) -> JSON {
        guard let value = self[key] else { throw error(key, "is missing") }
        return value
    }

    /// A string that may be absent.
    public func optionalString(_ key: String) throws(FieldError) -> String? {
        guard let value = self[key] else { return nil }
        guard case .string(let text) = value else { throw error(key, "must be a string, not \(value.kind)") }
        return text
    }

    /// A required string.
    public func string(_ key: String) throws(FieldError) -> String {
        guard let text = try optionalString(key) else { throw error(key, "is missing") }
        return text
    }

    /// An integer that may be absent.
    public func optionalInt(_ key: String) throws(FieldError) -> Int64? {
        guard let value = self[key] else { return nil }
        guard case .int(let number) = value else { throw error(key, "must be an integer, not \(value.kind)") }
        return number
    }

    /// A required integer.
    public func int(_ key: String) throws(FieldError) -> Int64 {
        guard let number = try optionalInt(key) else { throw error(key, "is missing") }
        return number
    }

    /// An integer within a range that may be absent. What is calculated with must be bounded where it is read.
    public func optionalInt(_ key: String, in range: ClosedRange<Int64>) throws(FieldError) -> Int64? {
        guard let number = try optionalInt(key) else { return nil }
        guard range.contains(number) else {
            throw error(key, "must be between \(range.lowerBound) and \(range.upperBound), not \(number)")
        }
        return number
    }

    /// A required integer within a range.
    public func int(_ key: String, in range: ClosedRange<Int64>) throws(FieldError) -> Int64 {
        guard let number = try optionalInt(key, in: range) else { throw error(key, "is missing") }
        return number
    }

    /// A boolean that may be absent.
    public func optionalBool(_ key: String) throws(FieldError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard case .bool(let flag) = value else { throw error(key, "must be a boolean, not \(value.kind)") }
        return flag
    }

    /// An object that may be absent.
    public func optionalObject(_ key: String) throws(FieldError) -> Fields? {
        guard let value = self[key] else { return nil }
        return try Fields(value, path: path(of: key))
    }

    /// A required object.
    public func object(_ key: String) throws(FieldError) -> Fields {
        try Fields(value(key), path: path(of: key))
    }

    /// The elements of an array with their paths; none when it is absent.
    public func elements(_ key: String) throws(FieldError) -> [(value: JSON, path: String)] {
        guard let value = self[key] else { return [] }
        guard case .array(let elements) = value else { throw error(key, "must be an array, not \(value.kind)") }
        return elements.enumerated().map { ($0.element, "\(path(of: key))[\($0.offset)]") }
    }

    /// The objects of an array; none when it is absent.
    public func objects(_ key: String) throws(FieldError) -> [Fields] {
        var objects: [Fields] = []
        for element in try elements(key) { objects.append(try Fields(element.value, path: element.path)) }
        return objects
    }

    /// The strings of an array; none when it is absent.
    public func strings(_ key: String) throws(FieldError) -> [String] {
        var strings: [String] = []
        for element in try elements(key) {
            guard case .string(let text) = element.value else {
                throw FieldError(path: element.path, problem: "must be a string, not \(element.value.kind)")
            }
            strings.append(text)
        }
        return strings
    }
}

extension Fields {
    /// A required word of an enumeration.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) throws(FieldError) -> Choice {
        let word = try string(key)
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(key, "must be one of \(known), not \"\(word.excerpt(40))\"")
        }
        return choice
    }
}
