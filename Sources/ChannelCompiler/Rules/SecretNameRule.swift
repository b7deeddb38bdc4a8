import ChannelBundle
import Text

/// The name or the path in a reference.
struct SecretNameRule: ValueRule {
    static let page = Page(
        code: "bad-secret-name", severity: .error, title: "This cannot be the name of a variable or a file",
        meaning: """
            An environment variable is named with letters, digits and underscores and does not begin with a digit. \
            Variables that web servers set for each request are refused: all that begin with `HTTP_`, `REQUEST_`, \
            `REMOTE_`, `SERVER_`, `SCRIPT_`, `PATH_`, `REDIRECT_` or `CONTEXT_`, and some more such as \
            `CONTENT_TYPE` and `UNIQUE_ID`. A stranger could set such a secret, and the courier would not get it. \
            A file has a path.
            """,
        example: "token: {env: livetex-token}",
        fix: "Write the name without `$` and without spaces, such as `LIVETEX_TOKEN`.")

    let fields = Field.secrets

    func check(_ value: Node, _ report: Report) {
        SecretReferences.forEach(value) { isFile, text, item in
            if isFile {
                if text.isEmpty || text.contains(0) || text.contains(UInt8(ascii: "\n")) {
                    complain(item, "`file` takes the path of a file", report)
                }
            } else if !Self.isVariable(text) {
                complain(
                    item, "`env` takes the name of an environment variable: letters, digits and underscores", report)
            } else if RequestVariables.contains(String(decoding: text, as: UTF8.self)) {
                complain(
                    item, "web servers set this variable for each request",
                    help: "choose another name, such as LIVETEX_TOKEN", report)
            }
        }
    }

    private func complain(_ item: Node, _ message: String, help: String? = nil, _ report: Report) {
        report.add(Self.page, at: item, message, help: help)
    }

    /// Whether a text can be the name of an environment variable.
    static func isVariable(_ name: some Collection<UInt8>) -> Bool {
        guard let first = name.first, name.count <= 255 else { return false }
        return !ASCII.isDigit(first) && name.allSatisfy(ASCII.isWord)
    }

    /// The same rule as a regular expression, for the JSON Schema.
    static let pattern =
        "^(?!\(RequestVariables.prefixes.joined(separator: "|"))|(\(RequestVariables.names.sorted().joined(separator: "|")))$)"
        + "[A-Za-z_][A-Za-z0-9_]{0,254}$"
}
