import Diagnostics

/// Numbers and dates whose spelling YAML does not keep.
struct YAMLNumberRule: Rule {
    static let page = Page(
        code: "yaml-number", severity: .error, title: "A number whose spelling would be lost",
        meaning: """
            YAML programs turn `007` into 7, `1.0` into 1, `1_000` into 1000 and `12:30` into 750, and `2026-11-23` into \
            a date. A text that looks like this is no longer the same text once it has been read.
            """,
        example: .binding("scripts: {return: 007}"),
        mend: "Put it in quotes.")

    var pages: [Page] { [Self.page] }

    /// - Parameters:
    ///   - takesQuoted: whether quotes mend it for certain.
    ///   - help: what would be right where quotes do not mend it.
    static func report(
        _ tree: YAMLTree, _ node: NodeID, path: String, takesQuoted: Bool, help: String?, _ report: Report
    ) {
        let text = tree.string(node)
        let isDate = if case .date = PlainScalar(tree.bytes(node)) { true } else { false }
        report.add(
            page, at: tree.sourceRange(node), path: path,
            "\(quoted(text)) is a \(isDate ? "date" : "number") to YAML programs, and its spelling would be lost",
            help: takesQuoted ? "put it in quotes" : help ?? "put it in quotes",
            replacement: takesQuoted ? "\"\(text)\"" : nil)
    }
}
