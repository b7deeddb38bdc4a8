import JSON

/// The JSON Schema (2020-12) of the language, written from the same data that the checker walks.
///
/// A schema cannot say everything (that an id is unique, that a chat centre should be excluded), so it accepts more
/// than the checker; it never refuses what the checker accepts.
enum LanguageSchema {
    static func schema() -> JSON {
        var schema = mapping(Language.file, without: [], strict: true)
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "channels.yaml of livetex-bridge"
        schema["$defs"] = .object(definitions)
        // What is missing in a binding may be in the defaults; only without defaults must a binding be whole.
        schema["if"] = ["not": ["required": ["defaults"]]]
        schema["then"] = ["properties": ["bindings": ["items": ["$ref": "#/$defs/whole_binding"]]]]
        return .object(schema)
    }

    private static var definitions: [String: JSON] {
        [
            "binding": .object(mapping(Language.binding, without: [], required: Language.notInDefaults)),
            "defaults": .object(mapping(Language.binding, without: Language.notInDefaults, required: [])),
            "whole_binding": .object(requirements(Language.binding)),
            "secret": [
                "description": "A reference to a secret: {env: NAME} or {file: PATH}.",
                "type": "object",
                "oneOf": [
                    [
                        "required": ["env"], "additionalProperties": false,
                        "properties": ["env": ["type": "string", "pattern": .string(SecretNameRule.pattern)]],
                    ],
                    [
                        "required": ["file"], "additionalProperties": false,
                        "properties": ["file": ["type": "string", "pattern": "^[^\\n\\u0000]+$"]],
                    ],
                ],
            ],
        ]
    }

    /// A mapping's keys and what each may hold.
    private static func mapping(
        _ shape: MappingShape, without left: Set<Field>, strict: Bool = false, required: Set<Field> = []
    ) -> [String: JSON] {
        let keys = shape.offered.filter { !left.contains($0.field) }
        let needed = keys.filter { strict ? $0.isRequired : required.contains($0.field) }
        var schema: [String: JSON] = [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(uniqueKeysWithValues: keys.map { ($0.name, property($0)) })),
        ]
        if !needed.isEmpty { schema["required"] = .array(needed.map { .string($0.name) }) }
        return schema
    }

    /// Only which keys must be there, also in the mappings below.
    private static func requirements(_ shape: MappingShape) -> [String: JSON] {
        var schema: [String: JSON] = [:]
        let needed = shape.keys.filter(\.isRequired)
        if !needed.isEmpty { schema["required"] = .array(needed.map { .string($0.name) }) }
        var inner: [String: JSON] = [:]
        for key in shape.keys {
            guard case .mapping(let below) = key.shape else { continue }
            let requirement = requirements(below)
            if !requirement.isEmpty { inner[key.name] = .object(requirement) }
        }
        if !inner.isEmpty { schema["properties"] = .object(inner) }
        return schema
    }

    private static func property(_ key: KeyShape) -> JSON {
        var schema = value(key.shape, key.field)
        let keywords = Rules.schemas(key.field)
        if keywords.count == 1, let only = keywords.first {
            schema.merge(only) { _, rule in rule }
        } else if !keywords.isEmpty {
            schema["allOf"] = .array(keywords.map { .object($0) })
        }
        schema["description"] = .string(key.summary)
        if let standard = standard(key.field) { schema["default"] = standard }
        return .object(schema)
    }

    private static func value(_ shape: Shape, _ field: Field) -> [String: JSON] {
        switch shape {
        case .integer: ["type": "integer"]
        case .text: ["type": "string"]
        case .textOrFalse: ["anyOf": [["type": "string"], ["const": false]]]
        case .texts: ["type": "array", "items": ["type": "string"]]
        case .secret: ["$ref": "#/$defs/secret"]
        case .secrets:
            [
                "anyOf": [
                    ["$ref": "#/$defs/secret"],
                    ["type": "array", "items": ["$ref": "#/$defs/secret"], "minItems": 1, "maxItems": 2],
                ]
            ]
        case .mapping(let shape):
            field == .defaults ? ["$ref": "#/$defs/defaults"] : mapping(shape, without: [])
        case .mappings: ["type": "array", "items": ["$ref": "#/$defs/binding"]]
        case .free: ["type": "object"]
        case .any: [:]
        }
    }

    /// The value that is used when the key is missing.
    private static func standard(_ field: Field) -> JSON? { Lowering.standards[field] }
}
