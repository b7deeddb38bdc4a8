/// What a diagnostic's code means: the page that `explain` prints and the rule that a SARIF file carries.
public struct CodeDescription: Hashable, Sendable {
    /// The code.
    public var code: String
    /// How much such a problem matters.
    public var severity: Severity
    /// The problem in one line.
    public var title: String
    /// Why it is one.
    public var meaning: String
    /// A piece of a file that has the problem.
    public var example: String
    /// How to fix it.
    public var fix: String

    /// A page with all its parts.
    public init(code: String, severity: Severity, title: String, meaning: String, example: String, fix: String) {
        self.code = code
        self.severity = severity
        self.title = title
        self.meaning = meaning
        self.example = example
        self.fix = fix
    }

    /// The page as text, in lines of at most 80 characters except for the example.
    public var page: String {
        var example = example.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.isEmpty ? "" : "    \(line.count > 100 ? "\(line.prefix(100))…" : line)"
        }
        if example.last == "" { example.removeLast() }
        let lines =
            ["\(code) (\(severity.rawValue))", "", title + ".", ""] + Self.wrapped(meaning) + ["", "Example:", ""]
            + example + ["", "Fix:", ""] + Self.wrapped(fix)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Breaks a paragraph into lines.
    private static func wrapped(_ text: String) -> [String] {
        text.split(separator: " ").reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= 80 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
