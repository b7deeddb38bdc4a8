import Diagnostics
import Text

/// A source with one diagnostic at a marked place: `«` and `»` around what is wrong, as in `na«me»: x`.
struct Marked {
    let source: SourceText
    let range: Range<Int>

    /// - Parameter isKnown: whether all of it may be printed.
    init(_ text: String, name: String = "channels.yaml", isKnown: Bool = true) {
        let parts = text.split(separator: "«", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = (parts.count > 1 ? parts[1] : "").split(
            separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
        let start = parts[0].utf8.count
        let end = start + (rest.first?.utf8.count ?? 0)
        let plain = String(parts[0]) + rest.joined()
        source = SourceText(name: name, bytes: Array(plain.utf8))
        range = start..<end
        if isKnown { source.showAll() }
    }

    /// A diagnostic at the marked place.
    func diagnostic(
        _ severity: Severity = .error, message: String = "something is wrong", path: String = "", help: String? = nil,
        replacement: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: "some-code", severity: severity, message: message, location: source.location(range), path: path,
            help: help,
            suggestion: replacement.map { Diagnostic.Suggestion(replacing: source.span(range), with: $0) })
    }

    /// The text output for it.
    var text: String { TextRenderer().render([diagnostic()], sources: [source]) }

    /// The lines below the first one.
    var quote: [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast().map(String.init)
    }
}

extension SourceText {
    /// Allows to print everything.
    func showAll() {
        for line in Lines(bytes) where !line.isEmpty { show(line) }
    }
}
