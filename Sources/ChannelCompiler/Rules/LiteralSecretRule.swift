/// Secrets must not be written into the file: it is kept in git.
struct LiteralSecretRule: Rule {
    static let page = Page(
        code: "literal-secret", severity: .error, title: "A secret is written into the file",
        meaning: """
            The configuration is made to be kept under version control, shown in reviews and compiled by build \
            servers. It names secrets and never holds them.
            """,
        example: "token: 0123456789abcdef",
        fix: """
            Put the secret into an environment variable or a file and write `{env: NAME}` or `{file: PATH}`. If the \
            file has ever been committed or sent, replace the secret: it is known.
            """)

    static func report(_ node: Node, _ report: Report) {
        if node.kind == .plain, case .null = PlainScalar(node.bytes) {
            return WrongTypeRule.report(node, wanted: .reference, report)
        }
        if let name = shellVariable(node.string) {
            report.add(
                page, at: node, "variables are not expanded here",
                help: "write {env: \(name)}", replacement: "{env: \(name)}")
        } else {
            report.add(
                page, at: node, "a secret must not be written into the file",
                help: "write {env: NAME} or {file: PATH}; replace the secret if this file has ever been shared")
        }
    }

    /// The name in `$NAME` or `${NAME}`, when it cannot be anything but a variable.
    private static func shellVariable(_ text: String) -> String? {
        guard text.hasPrefix("$") else { return nil }
        var name = text.dropFirst()
        if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
        let isName = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        return isName && name.contains("_") && SecretNameRule.isVariable(name.utf8) ? String(name) : nil
    }
}
