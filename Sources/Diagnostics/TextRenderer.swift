/// The output for people.
///
///     channels.yaml:7:5: error: `tokn` is not a key of a binding [unknown-key] at bindings[0].tokn
///       7 |     tokn: {env: LIVETEX_TOKEN}
///         |     ^^^^
///         = help: did you mean `token`?
public struct TextRenderer: DiagnosticRenderer {
    /// Whether to colour with escape sequences; for terminals only.
    public var colour: Bool

    /// - Parameter colour: whether to colour; for terminals only.
    public init(colour: Bool = false) {
        self.colour = colour
    }

    /// Makes text for people of them.
    public func render(_ findings: Findings) -> String {
        let sources = Dictionary(findings.sources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var output = ""
        for diagnostic in findings.diagnostics { append(diagnostic, sources, to: &output) }
        return output + (findings.remark.map { "\($0)\n" } ?? "")
    }

    private func append(_ diagnostic: Diagnostic, _ sources: [String: SourceText], to output: inout String) {
        let start = diagnostic.location.span.start
        let place = "\(diagnostic.location.file):\(start.line):\(start.column):"
        output += paint("\(place) ", .bold) + paint("\(diagnostic.severity.rawValue):", tone(diagnostic.severity))
        output += paint(" \(diagnostic.message)", .bold) + " [\(diagnostic.code)]"
        output += diagnostic.path.isEmpty ? "\n" : " at \(diagnostic.path)\n"

        let lines = [diagnostic.location.span.start.line, diagnostic.secondary?.location.span.start.line ?? 0]
        let gutter = max(3, String(lines.max() ?? 0).count + 2)
        if let source = sources[diagnostic.location.file] {
            quote(diagnostic.location, source, "^", "", tone(diagnostic.severity), gutter, to: &output)
        }
        if let label = diagnostic.secondary, let source = sources[label.location.file] {
            if label.location.file != diagnostic.location.file {
                let start = label.location.span.start
                output += spaces(gutter) + "--> \(label.location.file):\(start.line):\(start.column)\n"
            }
            quote(label.location, source, "-", " \(label.text)", .blue, gutter, to: &output)
        }
        if let help = diagnostic.help { output += spaces(gutter + 1) + "= help: \(help)\n" }
    }

    private func quote(
        _ location: Location, _ source: SourceText, _ mark: String, _ label: String, _ tone: Tone, _ gutter: Int,
        to output: inout String
    ) {
        guard let line = QuotedLine(source, location.span) else { return }
        let number = String(location.span.start.line)
        output += spaces(gutter - number.count) + number + " | " + line.text + "\n"
        output += spaces(gutter) + " | " + line.padding
        output += paint(String(repeating: mark, count: line.cells) + label, tone) + "\n"
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private enum Tone: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case blue = "1;34"
    }

    private func tone(_ severity: Severity) -> Tone {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .information: .cyan
        }
    }

    private func paint(_ text: String, _ tone: Tone) -> String {
        colour ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}
