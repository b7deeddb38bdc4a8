/// One contact point has one webhook, so it can serve one binding only.
struct SharedTokenRule: BindingRule {
    static let page = Page(
        code: "shared-token", severity: .error, title: "Two bindings use the same token",
        meaning: """
            A token is the access key of one contact point, and a contact point has one webhook. Whichever binding \
            registers last takes the webhook away from the other, whose leads then get no answers.
            """,
        example: """
            bindings:
              - id: support
                token: {env: LIVETEX_TOKEN}
              - id: sales
                token: {env: LIVETEX_TOKEN}
            """,
        fix: "Create a contact point of type \"Messaging API\" for each binding, each with an access key of its own.")

    func check(_ binding: BindingView, _ report: Report) {
        guard let token = binding[.token],
            let reference = SecretReferences.reference(token),
            let first = report.firstUse(of: "\(reference)", at: token)
        else { return }
        report.add(
            Self.page, at: token,
            "this token is used by another binding; the two would take LiveTex's webhook away from each other",
            help: "one contact point has one webhook: create a contact point for each binding", secondary: first)
    }
}
