import JSON
import Text

/// SARIF 2.1.0 (OASIS standard), which code-scanning services and editors read; suggestions travel as fixes.
public struct SARIFRenderer: DiagnosticRenderer {
    private let tool: String
    private let toolVersion: String
    private let codes: [CodeDescription]

    /// - Parameter codes: every code that may occur; those that do are listed with their explanations.
    public init(tool: String, toolVersion: String, codes: [CodeDescription]) {
        self.tool = tool
        self.toolVersion = toolVersion
        self.codes = codes
    }

    /// Makes one SARIF log with one run of them.
    public func render(_ findings: Findings) -> String {
        let used = Set(findings.diagnostics.map(\.code))
        let rules = codes.filter { used.contains($0.code) }.sorted { $0.code < $1.code }
        let indices = Dictionary(
            rules.enumerated().map { ($0.element.code, Int64($0.offset)) }, uniquingKeysWith: { first, _ in first })
        let log: JSON = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                .members([
                    "columnKind": "unicodeCodePoints",
                    "tool": [
                        "driver": [
                            "name": .string(tool), "version": .string(toolVersion), "rules": .array(rules.map(rule)),
                        ]
                    ],
                    "artifacts": .array(findings.sources.map { ["location": artifact($0.name)] }),
                    "invocations": findings.remark.map { remark in
                        [
                            [
                                "executionSuccessful": true,
                                "toolExecutionNotifications": [["level": "warning", "message": text(remark)]],
                            ]
                        ]
                    },
                    "results": .array(findings.diagnostics.map { result($0, indices[$0.code]) }),
                ])
            ],
        ]
        return log.text(pretty: true) + "\n"
    }

    private func rule(_ code: CodeDescription) -> JSON {
        [
            "id": .string(code.code),
            "shortDescription": text(code.title),
            "fullDescription": text(code.meaning),
            "help": text("\(code.fix)\n\nExample of the problem:\n\n\(code.example)"),
            "defaultConfiguration": ["level": .string(level(code.severity))],
        ]
    }

    private func result(_ diagnostic: Diagnostic, _ index: Int64?) -> JSON {
        var location: [String: JSON] = ["physicalLocation": physical(diagnostic.location)]
        if !diagnostic.path.isEmpty {
            location["logicalLocations"] = [["fullyQualifiedName": .string(diagnostic.path)]]
        }
        return .members([
            "ruleId": .string(diagnostic.code),
            "ruleIndex": index.map { .int($0) },
            "level": .string(level(diagnostic.severity)),
            "message": text(diagnostic.message + (diagnostic.help.map { ". \($0)" } ?? "")),
            "locations": [.object(location)],
            "relatedLocations": diagnostic.secondary.map { label in
                [["id": 1, "message": text(label.text), "physicalLocation": physical(label.location)]]
            },
            "fixes": diagnostic.suggestion.map { suggestion in
                [
                    [
                        "description": text("Replace with: \(suggestion.replacement)"),
                        "artifactChanges": [
                            [
                                "artifactLocation": artifact(diagnostic.location.file),
                                "replacements": [
                                    [
                                        "deletedRegion": region(suggestion.span),
                                        "insertedContent": text(suggestion.replacement),
                                    ]
                                ],
                            ]
                        ],
                    ]
                ]
            },
        ])
    }

    private func physical(_ location: Location) -> JSON {
        ["artifactLocation": artifact(location.file), "region": region(location.span)]
    }

    private func region(_ span: Span) -> JSON {
        [
            "startLine": .int(Int64(span.start.line)), "startColumn": .int(Int64(span.start.column)),
            "endLine": .int(Int64(span.end.line)), "endColumn": .int(Int64(span.end.column)),
            "byteOffset": .int(Int64(span.start.offset)),
            "byteLength": .int(Int64(span.end.offset - span.start.offset)),
        ]
    }

    private func artifact(_ path: String) -> JSON { ["uri": .string(uri(path))] }

    /// A path as a URI reference: other characters are percent-encoded.
    private func uri(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return (path.hasPrefix("/") ? "file://" : "")
            + parts.map { ASCII.percentEncoded(String($0)) }.joined(separator: "/")
    }

    private func text(_ text: String) -> JSON { ["text": .string(text)] }

    private func level(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .information: "note"
        }
    }
}
