import Diagnostics

/// A diagnostic's code with everything that does not change from one finding to the next.
///
/// It is in the file of the rule that reports it, so wording, explanation and example are beside the code.
struct Page: Sendable {
    var code: String
    var severity: Severity
    /// The problem in one line.
    var title: String
    /// Why it is one.
    var meaning: String
    /// A piece of a configuration that has this problem and no other.
    var example: Example
    /// How to fix it.
    var fix: String

    /// The page as other programs see it.
    var description: CodeDescription {
        CodeDescription(
            code: code, severity: severity, title: title, meaning: meaning, example: example.shown, fix: fix)
    }
}
