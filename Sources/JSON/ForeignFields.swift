/// What was read of a body although it is not as the documentation says; for the log and the dry run.
public final class Remarks {
    /// The most remarks that are kept: a long list may have the same mistake in each element.
    public static let limit = 10

    /// One for each field, in the order of reading.
    public private(set) var all: [FieldError] = []

    /// No remarks.
    public init() {}

    /// Adds a remark; one beyond the limit is left out.
    public func add(_ remark: FieldError) {
        if all.count < Self.limit { all.append(remark) }
    }
}

/// Reads the members of a JSON object that another program wrote.
///
/// Programs write the same value in many shapes. PHP has one type for lists and objects, and numbers become texts and the other
/// way round. Whatever has only one meaning is read and leaves a remark; anything else is an error. The table "How fields are
/// read" in docs/platform-contract.md has every shape. What the bridge itself has written is read with ``Fields``.
public struct ForeignFields {
    private let fields: Fields
    private let remarks: Remarks

    /// The fields of an object at a path. An empty list inside another value is an empty object: PHP does not tell them apart.
    ///
    /// - Throws: ``FieldError`` for any other value.
    public init(_ value: JSON, path: String = "", remarks: Remarks) throws(FieldError) {
        if value == [], !path.isEmpty {
            fields = try Fields([:], path: path)
            remarks.add(FieldError(path: path, problem: "is an empty array; an object is expected"))
        } else {
            fields = try Fields(value, path: path)
        }
        self.remarks = remarks
    }

    /// The object's own path; empty for the outermost one.
    public var path: String { fields.path }

    /// The object itself.
    public var json: JSON { fields.json }

    /// The names of all members, sorted.
    public var names: [String] { fields.names }

    /// The member as it is; nil when it is absent or `null`.
    public subscript(key: String) -> JSON? { fields[key] }

    /// The member as it is; an error when it is absent.
    public func value(_ key: String) throws(FieldError) -> JSON { try fields.value(key) }

    /// An error about a member.
    public func error(_ key: String, _ problem: String) -> FieldError { fields.error(key, problem) }

    /// Adds a remark about a member.
    public func remark(_ key: String, _ problem: String) { remarks.add(error(key, problem)) }

    /// A required word of an enumeration.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) throws(FieldError) -> Choice {
        try fields.choice(key)
    }

    /// A required string that has no other shape.
    public func string(_ key: String) throws(FieldError) -> String { try fields.string(key) }

    /// A string that may be absent and has no other shape.
    public func optionalString(_ key: String) throws(FieldError) -> String? { try fields.optionalString(key) }

    // MARK: Values in several shapes

    /// A text that may be absent; an integer is its digits.
    public func optionalText(_ key: String) throws(FieldError) -> String? {
        guard let value = self[key] else { return nil }
        if case .string(let text) = value { return text }
        guard let number = value.wholeNumber else { throw error(key, "must be a string, not \(value.kind)") }
        expected("a string", key, value)
        return String(number)
    }

    /// A required text; an integer is its digits.
    public func text(_ key: String) throws(FieldError) -> String {
        guard let text = try optionalText(key) else { throw error(key, "is missing") }
        return text
    }

    /// A required integer; `1.0` and `"1"` are 1.
    public func integer(_ key: String) throws(FieldError) -> Int64 {
        let value = try value(key)
        guard let number = integer(value) else { throw error(key, "must be an integer, not \(value.kind)") }
        if case .int = value {} else { expected("an integer", key, value) }
        return number
    }

    private func integer(_ value: JSON) -> Int64? {
        guard case .string(let text) = value else { return value.wholeNumber }
        return Int64(text).flatMap { String($0) == text ? $0 : nil }
    }

    /// A flag; false when it is absent. `0`, `""`, `"0"` and `"false"` are false; `1`, `"1"` and `"true"` are true.
    public func flag(_ key: String) throws(FieldError) -> Bool {
        guard let value = self[key] else { return false }
        if case .bool(let flag) = value { return flag }
        expected("a boolean", key, value)
        switch value {
        case .string(""), .string("0"), .string("false"): return false
        case .string("1"), .string("true"): return true
        default:
            switch value.wholeNumber {
            case 0: return false
            case 1: return true
            default: throw error(key, "must be a boolean, not \(value.kind)")
            }
        }
    }

    /// An object that may be absent; an empty list is an empty object.
    public func optionalObject(_ key: String) throws(FieldError) -> ForeignFields? {
        guard let value = self[key] else { return nil }
        return try ForeignFields(value, path: fields.path(of: key), remarks: remarks)
    }

    /// A required object; an empty list is an empty object.
    public func object(_ key: String) throws(FieldError) -> ForeignFields {
        try ForeignFields(value(key), path: fields.path(of: key), remarks: remarks)
    }

    /// The objects of a list; none when it is absent. An object with numbers as names is a list in their order: PHP writes a
    /// list with gaps like that.
    public func objects(_ key: String) throws(FieldError) -> [ForeignFields] {
        var objects: [ForeignFields] = []
        for element in try elements(key) {
            objects.append(try ForeignFields(element.value, path: element.path, remarks: remarks))
        }
        return objects
    }

    private func elements(_ key: String) throws(FieldError) -> [(value: JSON, path: String)] {
        guard case .object = self[key] else { return try fields.elements(key) }
        let members = try Fields(value(key), path: fields.path(of: key))
        // Nine digits, so that the schema can say the same.
        let places = members.names.filter { $0.utf8.count <= 9 }.compactMap { name in
            UInt32(name).flatMap { String($0) == name ? $0 : nil }
        }
        guard places.count == members.names.count else { return try fields.elements(key) }
        expected("an array", key, members.json)
        return places.sorted().map { (members[String($0)] ?? .null, "\(members.path)[\($0)]") }
    }

    // MARK: Values that the event does not need

    /// A text without which the rest can be used; nil when it has another type.
    public func decoration(_ key: String) -> String? {
        do { return try optionalText(key) } catch { return leaveOut(error) }
    }

    /// A size in bytes without which the rest can be used; nil when it is no integer, or negative.
    public func size(_ key: String) -> Int64? {
        guard let value = self[key] else { return nil }
        guard let number = integer(value), number >= 0 else {
            return leaveOut(error(key, "must be an integer that is not negative"))
        }
        if case .int = value {} else { expected("an integer", key, value) }
        return number
    }

    /// An object without which the rest can be used; nil when it has another type.
    public func decorativeObject(_ key: String) -> ForeignFields? {
        do { return try optionalObject(key) } catch { return leaveOut(error) }
    }

    private func leaveOut<Value>(_ error: FieldError) -> Value? {
        remarks.add(FieldError(path: error.path, problem: "\(error.problem); it is left out"))
        return nil
    }

    private func expected(_ kind: String, _ key: String, _ value: JSON) {
        remark(key, "is \(value.kind); \(kind) is expected")
    }
}

extension JSON {
    /// The number, when it has no fraction and fits into 64 bits, also where it is written with a fraction of zero.
    public var wholeNumber: Int64? {
        switch self {
        case .int(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }
}
