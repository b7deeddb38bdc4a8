import Diagnostics

/// Numbers and dates whose spelling YAML does not keep.
struct YAMLNumberRule: Rule {
    static let page = Page(
        code: "yaml-number", severity: .error, title: "A number whose spelling would be lost",
        meaning: """
            YAML programs turn `007` into 7, `1.0` into 1, `1_000` into 1000 and `12:30` into 750, and `2026-11-23` into \
            a date. A text that looks like this is no longer the same text once it has been read.
            """,
        example: "scripts: {return: 007}",
        fix: "Put it in quotes.")

    /// - Parameters:
    ///   - takesQuoted: whether quotes certainly fix it.
    ///   - help: what would be right where quotes do not fix it.
    static func report(_ node: Node, takesQuoted: Bool, help: String?, _ report: Report) {
        let isDate = if case .date = PlainScalar(node.bytes) { true } else { false }
        report.add(
            page, at: node,
            "\(node.quoted) is a \(isDate ? "date" : "number") to YAML programs, and its spelling would be lost",
            help: takesQuoted ? "put it in quotes" : help ?? "put it in quotes",
            replacement: takesQuoted ? "\"\(node.string)\"" : nil)
    }
}
