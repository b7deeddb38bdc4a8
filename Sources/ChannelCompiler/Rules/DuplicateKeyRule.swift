import Diagnostics

/// The same key twice in one mapping.
struct DuplicateKeyRule: Rule {
    static let page = Page(
        code: "duplicate-key", severity: .error, title: "A key stands twice in one mapping",
        meaning:
            """
            YAML forbids it, and programs differ in whether the first or the last one wins. Here the first one is \
            checked.
            """,
        example: .binding("name: LiveTex\nname: Chat"),
        mend: "Remove one of the two.")

    var pages: [Page] { [Self.page] }

    /// - Parameter path: of the key, or of its mapping.
    static func report(_ tree: YAMLTree, _ key: NodeID, first: NodeID, _ path: String, _ report: Report) {
        report.add(
            page, at: tree.sourceRange(key), path: path,
            "the key \(quoted(tree.string(key))) stands here a second time",
            help: "remove one of the two", secondary: report.label("first used here", at: tree.sourceRange(first)))
    }
}
