import JSON

/// The output for programs; docs/diagnostics.md describes every member.
public struct JSONRenderer: DiagnosticRenderer {
    /// The version of the form. It grows when a member changes its meaning or goes; new members may come at any time.
    public static let version: Int64 = 1

    /// The renderer; it has no settings.
    public init() {}

    /// Makes one JSON document of them.
    public func render(_ findings: Findings) -> String {
        let counts = findings.counts
        return JSON.members([
            "version": .int(Self.version),
            "files": .array(findings.sources.map { .string($0.name) }),
            "diagnostics": .array(findings.diagnostics.map(Self.json)),
            "omitted": findings.omitted == 0 ? Optional.none : .int(Int64(findings.omitted)),
            "summary": [
                "errors": .int(Int64(counts.errors)), "warnings": .int(Int64(counts.warnings)),
                "information": .int(Int64(counts.informations)),
            ],
        ]).text(pretty: true) + "\n"
    }

    private static func json(_ diagnostic: Diagnostic) -> JSON {
        .members([
            "code": .string(diagnostic.code),
            "severity": .string(diagnostic.severity.rawValue),
            "message": .string(diagnostic.message),
            "file": .string(diagnostic.location.file),
            "span": json(diagnostic.location.span),
            "path": .string(diagnostic.path),
            "help": diagnostic.help.map { .string($0) },
            "secondary": diagnostic.secondary.map { label in
                [
                    "text": .string(label.text), "file": .string(label.location.file),
                    "span": json(label.location.span),
                ]
            },
            "suggestion": diagnostic.suggestion.map { suggestion in
                ["span": json(suggestion.span), "replacement": .string(suggestion.replacement)]
            },
        ])
    }

    private static func json(_ span: Span) -> JSON { ["start": json(span.start), "end": json(span.end)] }

    private static func json(_ position: Position) -> JSON {
        [
            "line": .int(Int64(position.line)), "column": .int(Int64(position.column)),
            "offset": .int(Int64(position.offset)),
        ]
    }
}
