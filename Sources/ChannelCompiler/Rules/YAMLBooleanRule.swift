/// Words that YAML 1.1 takes for booleans.
struct YAMLBooleanRule: Rule {
    static let page = Page(
        code: "yaml-boolean", severity: .error, title: "A word that many YAML programs read as a boolean",
        meaning: """
            `yes`, `no`, `on`, `off`, `y` and `n` are booleans in YAML 1.1 and texts in YAML 1.2. What such a word \
            means depends on the program that reads it.
            """,
        example: .binding("name: on"),
        mend: "Put the word in quotes if it is a text; write `false` where a text may be switched off.")

    var pages: [Page] { [Self.page] }

    /// - Parameters:
    ///   - orFalse: whether `false` has a meaning there; then only the author knows which of the two was wanted.
    ///   - takesQuoted: whether quotes mend it for certain.
    ///   - help: what would be right where quotes do not mend it.
    static func report(
        _ tree: YAMLTree, _ node: NodeID, orFalse: Bool, path: String, takesQuoted: Bool, help: String?,
        _ report: Report
    ) {
        let word = tree.string(node)
        report.add(
            page, at: tree.sourceRange(node), path: path, "`\(word)` is a boolean to many YAML programs",
            help: orFalse
                ? "write false to switch it off, or the word in quotes"
                : takesQuoted ? "put it in quotes" : help ?? "put it in quotes",
            replacement: takesQuoted ? "\"\(word)\"" : nil)
    }
}
