/// Annotations for GitHub Actions ("workflow commands").
///
/// GitHub shows at most ten annotations of a kind for a step and drops the rest silently. So when there are more
/// than ten of a severity, nine are written and the tenth lists the others.
public struct GitHubRenderer: DiagnosticRenderer {
    /// How many annotations of one kind GitHub shows.
    public static let limit = 10
    /// How many of the others a roll-up names.
    private static let named = 40

    /// The renderer; it has no settings.
    public init() {}

    /// Makes workflow commands of them, the most severe first.
    public func render(_ findings: Findings) -> String {
        Severity.allCases.map { severity in
            let shown = findings.diagnostics.lazy.filter { $0.severity == severity }.prefix(Self.limit + Self.named)
            return annotations(severity, Array(shown), of: findings.counts[severity])
        }.joined()
    }

    /// - Parameter count: how many there are, perhaps more than the given ones.
    private func annotations(_ severity: Severity, _ diagnostics: [Diagnostic], of count: Int) -> String {
        if count == diagnostics.count, count <= Self.limit { return diagnostics.map(annotation).joined() }
        let rest = diagnostics.dropFirst(Self.limit - 1)
        let others = count - (diagnostics.count - rest.count)
        var lines = rest.prefix(Self.named).map { diagnostic in
            let start = diagnostic.location.span.start
            return
                "\(diagnostic.location.file):\(start.line):\(start.column): \(diagnostic.message) [\(diagnostic.code)]"
        }
        if others > lines.count { lines.append("and \(others - lines.count) more") }
        let title = "\(others) more of severity \(severity.rawValue)"
        let rollUp = command(severity, [("title", title)], lines.joined(separator: "\n"))
        return diagnostics.prefix(Self.limit - 1).map(annotation).joined() + rollUp
    }

    private func annotation(_ diagnostic: Diagnostic) -> String {
        let span = diagnostic.location.span
        var properties = [("file", diagnostic.location.file), ("line", String(span.start.line))]
        properties.append(("endLine", String(span.end.line)))
        // GitHub takes columns only for a stretch within one line, and its end column belongs to the stretch.
        if span.start.line == span.end.line {
            properties.append(("col", String(span.start.column)))
            properties.append(("endColumn", String(max(span.start.column, span.end.column - 1))))
        }
        properties.append(("title", diagnostic.code))
        let place = diagnostic.path.isEmpty ? "" : " (at \(diagnostic.path))"
        return command(
            diagnostic.severity, properties,
            diagnostic.message + place + (diagnostic.help.map { "\nhelp: \($0)" } ?? ""))
    }

    private func command(_ severity: Severity, _ properties: [(String, String)], _ message: String) -> String {
        let name =
            switch severity {
            case .error: "error"
            case .warning: "warning"
            case .information: "notice"
            }
        let list = properties.map { "\($0.0)=\(escape($0.1, inProperty: true))" }.joined(separator: ",")
        return "::\(name) \(list)::\(escape(message, inProperty: false))\n"
    }

    private func escape(_ text: String, inProperty: Bool) -> String {
        var result = ""
        // By code point: CR LF would be one character.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where inProperty: result += "%3A"
            case "," where inProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
