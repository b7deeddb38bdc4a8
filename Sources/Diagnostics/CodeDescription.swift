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
}
