/// Words that YAML 1.1 takes for booleans.
struct YAMLBooleanRule: Rule {
    static let page = Page(
        code: "yaml-boolean", severity: .error, title: "A word that many YAML programs read as a boolean",
        meaning: """
            `yes`, `no`, `on`, `off`, `y` and `n` are booleans in YAML 1.1 and texts in YAML 1.2. What such a word \
            means depends on the program that reads it.
            """,
        example: "name: on",
        fix: "Put the word in quotes if it is a text; write `false` where a text may be switched off.")

    /// - Parameters:
    ///   - orFalse: whether `false` has a meaning there; then either of the two may be meant.
    ///   - takesQuoted: whether quotes certainly fix it.
    ///   - help: what would be right where quotes do not fix it.
    static func report(_ node: Node, orFalse: Bool, takesQuoted: Bool, help: String?, _ report: Report) {
        let word = node.string
        report.add(
            page, at: node, "`\(word)` is a boolean to many YAML programs",
            help: orFalse
                ? "write false to switch it off, or the word in quotes"
                : takesQuoted ? "put it in quotes" : help ?? "put it in quotes",
            replacement: takesQuoted ? "\"\(word)\"" : nil)
    }
}
