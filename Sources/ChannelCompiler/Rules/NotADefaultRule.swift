/// What each binding must have of its own cannot be a default.
struct NotADefaultRule: Rule {
    static let page = Page(
        code: "not-a-default", severity: .error, title: "This key cannot stand in `defaults`",
        meaning: """
            `id`, `token` and `webhook_key` tell bindings apart. Two bindings with the same token would take each \
            other's webhook away, since a contact point has only one.
            """,
        example: .top("defaults:\n  webhook_key: {env: LIVETEX_WEBHOOK_KEY}"),
        mend: "Move the key into the bindings.")

    var pages: [Page] { [Self.page] }

    static func report(
        _ tree: YAMLTree, _ key: NodeID, _ value: NodeID, _ known: KeyShape, _ section: Section, _ report: Report
    ) {
        if Field.secrets.contains(known.field) { SecretShape.hide(tree, value) }
        report.add(
            page, at: tree.sourceRange(key), path: section.path(known.field),
            "`\(known.name)` cannot stand in `defaults`: every binding needs its own", help: "move it into the bindings"
        )
    }
}
