// The contract as it is published: the page and the schema in docs.

import JSON
import POSIX
import TestSupport

enum Contract {
    static func page() throws -> String {
        String(decoding: try FileSystem.read("\(Programs.repository)/docs/platform-contract.md"), as: UTF8.self)
    }

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

    /// The JSON examples of the page that are marked with a word behind `json`.
    static func examples(_ mark: String) throws -> [JSON] {
        var examples: [JSON] = []
        var block: [Substring]?
        for line in try page().split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```json \(mark)" {
                block = []
            } else if line == "```", let lines = block {
                examples.append(try JSON(parsing: lines.joined(separator: "\n")))
                block = nil
            } else {
                block?.append(line)
            }
        }
        return examples
    }
}
