/// The form of a reference to a secret.
struct SecretReferenceRule: Rule {
    static let page = Page(
        code: "bad-secret-reference", severity: .error, title: "A reference to a secret has one of two forms",
        meaning:
            """
            A secret is named by `{env: NAME}`, an environment variable, or by `{file: PATH}`, a file that holds \
            nothing else.
            """,
        example: "token: {env: LIVETEX_TOKEN, file: /run/secrets/livetex}",
        fix: "Write exactly one of `env` and `file`.")

    static func check(_ node: Node, _ report: Report) -> Bool {
        guard SecretReferences.isReference(node) else {
            // Its keys are not named: one may be the secret itself.
            report.add(
                page, at: node, "this is not a reference to a secret",
                help: lacksSpace(node)
                    ? "a space belongs after the colon: {env: NAME} or {file: PATH}"
                    : "write {env: NAME} or {file: PATH}, and nothing else between the braces")
            return false
        }
        var value = node.following(2)
        value.place.key = UInt32(node.id + 1)
        return WrongTypeRule.isText(value, report)
    }

    /// `{env:NAME}` is a mapping with the key `env:NAME`.
    private static func lacksSpace(_ node: Node) -> Bool {
        node.entries.contains { entry in ["env:", "file:"].contains { entry.key.string.hasPrefix($0) } }
    }
}
