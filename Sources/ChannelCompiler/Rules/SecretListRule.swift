/// A list of secrets has one or two.
struct SecretListRule: Rule {
    static let page = Page(
        code: "bad-secret-list", severity: .error, title: "A list of secrets has one or two",
        meaning: """
            Two secrets are accepted at the same time while the new one replaces the old one. More than two, or none, \
            is a mistake: with an empty list no request would be accepted.
            """,
        example: "webhook_key: []",
        fix: "Write the new secret first and the old one second; remove the old one a day later.")

    static func check(_ node: Node, _ report: Report) -> Bool {
        let count = node.childCount
        guard !(1...2).contains(count) else { return true }
        report.add(
            page, at: node,
            count == 0 ? "the list of secrets is empty" : "a list of secrets has at most two, this one has \(count)",
            help: "the new one first, the old one second while it is being replaced")
        return false
    }
}
