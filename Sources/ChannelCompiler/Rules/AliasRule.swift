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
            report.add(
                Self.page, at: problem.range, "an alias is not supported",
                help: "write the value out, or put it into `defaults`")
        }
    }
}
