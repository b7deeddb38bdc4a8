import ChannelBundle
import Diagnostics

/// Takes down what rules find.
final class Report {
    /// How many problems are kept; of more than these only the number is known.
    static let limit = 100_000

    private(set) var diagnostics: [Diagnostic] = []
    /// How many problems were found.
    private(set) var counts = DiagnosticCounts()
    private let limit: Int
    /// The file that is being checked.
    private(set) var source: SourceText
    private var fileIndex = 0
    /// A value of the defaults is seen with every binding; it is reported once.
    private var seen: Set<Finding> = []
    /// Where the current file has its defaults.
    private var defaults = 0..<0
    private var claims = [[String: Claim]](repeating: [:], count: Field.allCases.count)
    private var sources: [SourceText]

    private struct Finding: Hashable {
        var file: Int
        var code: String
        var range: Range<Int>
        var path: String
    }

    /// Code points, as the tree counts them: their offsets are needed only if somebody else claims the name.
    private struct Claim {
        var file: Int
        var start: UInt32
        var end: UInt32
    }

    /// Tells why a secret is not there; nil asks nobody.
    let absence: ((SecretReference) -> String?)?

    init(_ source: SourceText, absence: ((SecretReference) -> String?)?, limit: Int = limit) {
        self.source = source
        self.limit = limit
        self.absence = absence
        sources = [source]
    }

    /// Goes on to the next file.
    func open(_ next: SourceText) {
        source = next
        sources.append(next)
        fileIndex = sources.count - 1
        defaults = 0..<0
    }

    /// Notes where the current file has its defaults, once they themselves have been checked.
    func leaveDefaults(_ range: Range<Int>) { defaults = range }

    /// Whether further problems are only counted, so that their words are not needed.
    var isFull: Bool { diagnostics.count >= limit }

    /// Counts problems that nobody has kept.
    func addUnseen(_ severity: Severity, _ count: Int) { counts[severity] += count }

    /// Reports a problem at a stretch of the current file.
    ///
    /// Places and words are made only for problems that are kept.
    ///
    /// - Parameter help: how to mend it, where more can be said than the page says; nil for the page's words, or for
    ///   none with what is only information.
    func add(
        _ page: Page, at range: @autoclosure () -> Range<Int>, path: @autoclosure () -> String = "",
        _ message: @autoclosure () -> String, help: @autoclosure () -> String? = nil,
        secondary: @autoclosure () -> Diagnostic.Label? = nil, replacement: @autoclosure () -> String? = nil,
        replacing: @autoclosure () -> Range<Int>? = nil
    ) {
        if !defaults.isEmpty {
            let range = range()
            if defaults.contains(range.lowerBound) {
                let finding = Finding(file: fileIndex, code: page.code, range: range, path: path())
                guard seen.insert(finding).inserted else { return }
            }
        }
        counts[page.severity] += 1
        guard !isFull else { return }
        let range = range()
        diagnostics.append(
            Diagnostic(
                code: page.code, severity: page.severity, message: message(), location: source.location(range),
                path: path(), secondary: secondary(),
                help: help() ?? (page.severity == .information ? nil : page.mend),
                suggestion: replacement().map {
                    Diagnostic.Suggestion(replacing: source.span(replacing() ?? range), with: $0)
                }))
    }

    /// Reports a problem of a value.
    func add(
        _ page: Page, at value: Value, _ message: @autoclosure () -> String, help: @autoclosure () -> String? = nil,
        secondary: @autoclosure () -> Diagnostic.Label? = nil, replacement: @autoclosure () -> String? = nil
    ) {
        add(
            page, at: value.range, path: value.path, message(), help: help(), secondary: secondary(),
            replacement: replacement())
    }

    /// Reports a problem of an item of a list.
    func add(
        _ page: Page, at item: Value.Item, _ message: @autoclosure () -> String,
        help: @autoclosure () -> String? = nil, secondary: @autoclosure () -> Diagnostic.Label? = nil,
        replacement: @autoclosure () -> String? = nil
    ) {
        add(
            page, at: item.range, path: item.path, message(), help: help(), secondary: secondary(),
            replacement: replacement())
    }

    /// A label at a stretch of the current file.
    func label(_ text: String, at range: Range<Int>) -> Diagnostic.Label {
        Diagnostic.Label(text, at: source.location(range))
    }

    /// Claims a name that only one value of its field may have, over all files.
    ///
    /// - Returns: nil when it was free, else a label at the place that had it first.
    func claim(_ name: String, of value: Value) -> Diagnostic.Label? {
        let node = value.section.tree[value.node]
        let claim = Claim(file: fileIndex, start: node.start, end: node.end)
        let earlier: Claim? = {
            let slot = claims[value.field.rawValue].updateValue(claim, forKey: name)
            if let slot { claims[value.field.rawValue][name] = slot }
            return slot
        }()
        guard let earlier else { return nil }
        let source = sources[earlier.file]
        let range = source.offset(ofCodePoint: Int(earlier.start))..<source.offset(ofCodePoint: Int(earlier.end))
        return Diagnostic.Label("first used here", at: source.location(range))
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
