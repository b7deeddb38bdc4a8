import Text

/// Aliases are refused, so nothing is ever expanded.
struct AliasRule: FileRule {
    static let page = Page(
        code: "alias", severity: .error, title: "Aliases are not supported",
        meaning: """
            An alias (`*name`) repeats the value of an anchor. Aliases of aliases let a small file grow without \
            bounds, so none is expanded.
            """,
        example: "name: *channel",
        fix: "Write the value out, or put it into `defaults` at the top of the file.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .alias {
            // Of `<<: *name` the merge key is reported.
            let before = file.source.bytes[..<problem.range.lowerBound].suffix(80).reversed().drop(while: ASCII.isBlank)
            if before.starts(with: ":<<".utf8) { continue }
            report.add(
                Self.page, at: problem.range, "an alias is not supported",
                help: "write the value out, or put it into `defaults`; a text that begins with `*` needs quotes")
        }
    }
}
