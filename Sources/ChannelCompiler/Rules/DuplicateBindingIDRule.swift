import Diagnostics

/// Ids are unique, over all files that are given together.
struct DuplicateBindingIDRule: BindingRule {
    static let page = Page(
        code: "duplicate-binding-id", severity: .error, title: "Two bindings have the same id",
        meaning: "The id is part of the webhooks' URLs, so the receiver could not tell the two bindings apart.",
        example: """
            bindings:
              - id: support
                token: {env: LIVETEX_TOKEN}
              - id: support
                token: {env: OTHER_TOKEN}
            """,
        fix: "Give one of them another id.")

    func check(_ binding: BindingView, _ report: Report) {
        guard let id = binding[.id] else { return }
        guard let first = report.firstUse(of: id.string, at: id) else { return }
        report.add(Self.page, at: id, "the id \(id.quoted) is taken", secondary: first)
    }
}
