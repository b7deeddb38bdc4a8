/// Keys that every binding needs of its own must not be defaults.
struct NotADefaultRule: Rule {
    static let page = Page(
        code: "not-a-default", severity: .error, title: "This key cannot be in `defaults`",
        meaning: """
            `id`, `token` and `webhook_key` tell bindings apart. Two bindings with the same token would take each \
            other's webhook away, since a contact point has only one.
            """,
        example: "defaults:\n  webhook_key: {env: LIVETEX_WEBHOOK_KEY}",
        fix: "Move the key into the bindings.")

    static func report(_ key: Node, _ value: Node, _ known: KeyShape, _ report: Report) {
        report.add(
            page, at: key.moved(to: value.place),
            "`\(known.name)` cannot be in `defaults`: every binding needs its own",
            help: "move it into the bindings")
    }
}
