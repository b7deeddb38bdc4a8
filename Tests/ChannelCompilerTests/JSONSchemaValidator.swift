import JSON

/// A validator for the part of JSON Schema 2020-12 that the language's schema uses.
///
/// It throws on a keyword that it does not know, so that no keyword is silently without effect.
struct JSONSchemaValidator {
    private let root: JSON

    struct UnknownKeyword: Error {
        var name: String
    }

    init(_ schema: JSON) { root = schema }

    func accepts(_ value: JSON) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: JSON, _ schema: JSON) throws -> Bool {
        guard let keywords = schema.object else { return schema.bool ?? true }
        for (keyword, argument) in keywords {
            if try !holds(keyword, argument, value, keywords) { return false }
        }
        return true
    }

    private func holds(_ keyword: String, _ argument: JSON, _ value: JSON, _ all: Members<JSON>) throws -> Bool {
        switch keyword {
        case "$schema", "$defs", "title", "description", "default", "then": return true
        case "$ref":
            let name = argument.string?.split(separator: "/").last.map(String.init) ?? ""
            return try accepts(value, root["$defs"]?[name] ?? false)
        case "type": return argument.string == Self.type(value)
        case "const": return value == argument
        case "enum": return argument.array?.contains(value) ?? false
        case "not": return try !accepts(value, argument)
        case "if": return try !accepts(value, argument) || accepts(value, all["then"] ?? true)
        case "allOf": return try argument.array?.allSatisfy { try accepts(value, $0) } ?? false
        case "anyOf": return try argument.array?.contains { try accepts(value, $0) } ?? false
        case "oneOf": return try argument.array?.filter { try accepts(value, $0) }.count == 1
        default: break
        }
        if let object = value.object { return try holds(keyword, argument, object, all) }
        if let list = value.array { return try holds(keyword, argument, list) }
        if let text = value.string { return try holds(keyword, argument, text) }
        guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
        return true
    }

    private static let others: Set<String> = [
        "properties", "required", "additionalProperties", "propertyNames", "items", "minItems", "maxItems", "pattern",
        "maxLength",
    ]

    private func holds(_ keyword: String, _ argument: JSON, _ object: Members<JSON>, _ all: Members<JSON>) throws
        -> Bool
    {
        switch keyword {
        case "required": return argument.array?.allSatisfy { object[$0.string ?? ""] != nil } ?? false
        case "properties":
            return try object.allSatisfy { name, value in try accepts(value, argument[name] ?? true) }
        case "additionalProperties":
            return try object.allSatisfy { name, value in
                if all["properties"]?[name] != nil { return true }
                return try accepts(value, argument)
            }
        case "propertyNames": return try object.keys.allSatisfy { try accepts(.string($0), argument) }
        default:
            guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
            return true
        }
    }

    private func holds(_ keyword: String, _ argument: JSON, _ list: [JSON]) throws -> Bool {
        switch keyword {
        case "items": return try list.allSatisfy { try accepts($0, argument) }
        case "minItems": return list.count >= argument.int ?? 0
        case "maxItems": return list.count <= argument.int ?? 0
        default:
            guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
            return true
        }
    }

    private func holds(_ keyword: String, _ argument: JSON, _ text: String) throws -> Bool {
        switch keyword {
        case "maxLength": return text.unicodeScalars.count <= argument.int ?? 0
        case "pattern":
            let pattern = try Regex(argument.string ?? "").matchingSemantics(.unicodeScalar)
            return text.firstMatch(of: pattern) != nil
        default:
            guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
            return true
        }
    }

    private static func type(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
