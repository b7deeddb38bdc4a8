import JSON
import POSIX
import TestSupport

/// The published contract: docs/platform-contract.md and its schema.
enum Contract {
    static func page() throws -> MarkdownPage { try MarkdownPage("docs/platform-contract.md") }

    static func schema() throws -> JSON {
        try JSON(parsing: FileSystem.read("\(Programs.repository)/docs/platform-contract.schema.json"))
    }

    /// The schema of one of its parts: `toBridge`, `toPlatform` or `reply`.
    static func schema(of part: String) throws -> JSON {
        try schema().changing("oneOf", to: nil).changing("$ref", to: .string("#/$defs/\(part)"))
    }

    /// Which of the values a part of the schema accepts.
    static func accepts(_ values: [JSON], as part: String) throws -> [Bool] {
        try PythonSchema.validate(values, against: schema(of: part))
    }

    /// The page's JSON examples that are marked with a word after `json`.
    static func examples(_ mark: String) throws -> [JSON] {
        try page().blocks("json \(mark)").map { try JSON(parsing: $0) }
    }
}
