/// A list of secrets has one or two.
struct SecretListRule: Rule {
    static let page = Page(
        code: "bad-secret-list", severity: .error, title: "A list of secrets has one or two",
        meaning: """
            Two secrets are accepted at the same time while the new one replaces the old one. More than two, or none, \
            is a mistake: an empty list would accept nobody.
            """,
        example: .binding("webhook_key: []"),
        mend: "Write the new secret first and the old one second; remove the old one a day later.")

    var pages: [Page] { [Self.page] }

    static func check(_ tree: YAMLTree, _ node: NodeID, _ path: String, _ report: Report) -> Bool {
        let count = tree.children(of: node).reduce(0) { count, _ in count + 1 }
        guard !(1...2).contains(count) else { return true }
        report.add(
            page, at: tree.sourceRange(node), path: path,
            count == 0 ? "the list of secrets is empty" : "a list of secrets has at most two, this one has \(count)",
            help: "the new one first, the old one second while it is being replaced")
        return false
    }
}
