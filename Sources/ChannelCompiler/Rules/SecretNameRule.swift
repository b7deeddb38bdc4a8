import Text

/// The name or the path in a reference.
struct SecretNameRule: ValueRule {
    static let page = Page(
        code: "bad-secret-name", severity: .error, title: "This cannot be the name of a variable or a file",
        meaning: """
            An environment variable is named with letters, digits and underscores and does not begin with a digit. \
            Names that begin with `HTTP_` are refused: web servers fill them from what a client sends, so a stranger \
            could set the secret. A file has a path.
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
            } else if text.starts(with: "HTTP_".utf8) {
                complain(item, "web servers set variables that begin with HTTP_ from what a client sends", report)
            }
        }
    }

    private func complain(_ item: Node, _ message: String, _ report: Report) {
        report.add(Self.page, at: item, message)
    }

    /// Whether a text can be the name of an environment variable.
    static func isVariable(_ name: some Collection<UInt8>) -> Bool {
        guard let first = name.first, name.count <= 255 else { return false }
        return !ASCII.isDigit(first) && name.allSatisfy(ASCII.isWord)
    }

    /// The same rule as a regular expression, for the JSON Schema.
    static let pattern = "^(?!HTTP_)[A-Za-z_][A-Za-z0-9_]{0,254}$"
}
