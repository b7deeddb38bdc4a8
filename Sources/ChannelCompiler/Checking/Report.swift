import ChannelBundle
import Diagnostics

/// Records what rules find.
final class Report {
    /// How many problems are kept; of more than these only the number is known.
    static let limit = 10_000

    private(set) var diagnostics: [Diagnostic] = []
    /// How many problems were found.
    private(set) var counts = DiagnosticCounts()
    private let limit: Int
    /// The file that is being checked.
    private(set) var file: FileView
    private var sources: [SourceText]
    private var firstUses = [[String: Node]](repeating: [:], count: Field.allCases.count)

    /// Tells why a secret is not there; nil when this is not checked.
    let absence: ChannelCompiler.Absence?

    init(_ file: FileView, absence: ChannelCompiler.Absence?, limit: Int = limit) {
        self.file = file
        self.limit = limit
        self.absence = absence
        sources = [file.source]
    }

    /// Goes on to the next file.
    func open(_ next: FileView) {
        file = next
        sources.append(next.source)
    }

    /// Whether further problems are only counted, so that their words are not needed.
    var isFull: Bool { diagnostics.count >= limit }

    /// Counts problems that are not kept.
    func addUnseen(_ severity: Severity, _ count: Int) { counts[severity] += count }

    /// Reports a problem at a stretch of the current file.
    ///
    /// Places and words are made only for problems that are kept.
    ///
    /// - Parameters:
    ///   - help: how to fix it, where more can be said than the page says; nil for the page's words, or for none with
    ///     what is only information.
    ///   - replacing: the stretch that `replacement` is for, when it is another one.
    func add(
        _ page: Page, at range: @autoclosure () -> Range<Int>, path: @autoclosure () -> String = "",
        _ message: @autoclosure () -> String, help: @autoclosure () -> String? = nil,
        secondary: @autoclosure () -> Diagnostic.Label? = nil, replacement: @autoclosure () -> String? = nil,
        replacing: @autoclosure () -> Range<Int>? = nil
    ) {
        counts[page.severity] += 1
        guard !isFull else { return }
        let range = range()
        let diagnostic = Diagnostic(
            code: page.code, severity: page.severity, message: message(), location: file.source.location(range),
            path: path(), secondary: secondary(), help: help() ?? (page.severity == .information ? nil : page.fix),
            suggestion: replacement().map {
                Diagnostic.Suggestion(replacing: file.source.span(replacing() ?? range), with: $0)
            })
        diagnostics.append(diagnostic)
    }

    /// Reports a problem of a node.
    func add(
        _ page: Page, at node: Node, _ message: @autoclosure () -> String, help: @autoclosure () -> String? = nil,
        secondary: @autoclosure () -> Diagnostic.Label? = nil, replacement: @autoclosure () -> String? = nil,
        replacing: @autoclosure () -> Range<Int>? = nil
    ) {
        add(
            page, at: node.range, path: node.path, message(), help: help(), secondary: secondary(),
            replacement: replacement(), replacing: replacing())
    }

    /// A label at a stretch of the current file.
    func label(_ text: String, at range: Range<Int>) -> Diagnostic.Label {
        Diagnostic.Label(text, at: file.source.location(range))
    }

    /// Notes a name that only one value of its field may have, over all files.
    ///
    /// - Returns: nil when the name is new, else a label at its first place.
    func firstUse(of name: String, at value: Node) -> Diagnostic.Label? {
        guard let field = value.place.field else { return nil }
        guard let first = firstUses[field.rawValue].updateValue(value, forKey: name) else { return nil }
        firstUses[field.rawValue][name] = first
        return Diagnostic.Label("first used here", at: first.tree.source.location(first.range))
    }

    /// All problems, in the order of the files and of the places in them.
    func sorted() -> [Diagnostic] {
        var order: [String: Int] = [:]
        for (index, source) in sources.enumerated() where order[source.name] == nil { order[source.name] = index }
        return diagnostics.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            let files = (order[a.location.file] ?? 0, order[b.location.file] ?? 0)
            if files.0 != files.1 { return files.0 < files.1 }
            let (start, otherStart) = (a.location.span.start.offset, b.location.span.start.offset)
            if start != otherStart { return start < otherStart }
            if a.severity != b.severity { return a.severity < b.severity }
            return a.code == b.code ? left.offset < right.offset : a.code < b.code
        }.map(\.element)
    }
}
