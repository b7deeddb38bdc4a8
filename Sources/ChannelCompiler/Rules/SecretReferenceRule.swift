/// The form of a reference to a secret.
struct SecretReferenceRule: Rule {
    static let page = Page(
        code: "bad-secret-reference", severity: .error, title: "A reference to a secret has one of two forms",
        meaning:
            """
            A secret is named by `{env: NAME}`, an environment variable, or by `{file: PATH}`, a file that holds \
            nothing else.
            """,
        example: .binding("token: {env: LIVETEX_TOKEN, file: /run/secrets/livetex}"),
        mend: "Write exactly one of `env` and `file`.")

    var pages: [Page] { [Self.page] }

    static func check(_ tree: YAMLTree, _ node: NodeID, _ path: @autoclosure () -> String, _ report: Report) -> Bool {
        guard SecretShape.reference(tree, node) != nil, let entry = tree.entries(of: node).first(where: { _ in true })
        else {
            // Its keys are not named: what stands here could be the secret itself.
            SecretShape.hide(tree, node)
            report.add(
                page, at: tree.sourceRange(node), path: path(), "this is not a reference to a secret",
                help: lacksSpace(tree, node)
                    ? "a space belongs behind the colon: {env: NAME} or {file: PATH}"
                    : "write {env: NAME} or {file: PATH}, and nothing else between the braces")
            return false
        }
        guard WrongTypeRule.isText(tree, entry.value, path: "\(path()).\(tree.string(entry.key))", report) else {
            SecretShape.hide(tree, entry.value)
            return false
        }
        return true
    }

    /// `{env:NAME}` is a mapping with the key `env:NAME`.
    private static func lacksSpace(_ tree: YAMLTree, _ node: NodeID) -> Bool {
        tree.entries(of: node).contains { entry in
            ["env:", "file:"].contains { tree.string(entry.key).hasPrefix($0) }
        }
    }
}
