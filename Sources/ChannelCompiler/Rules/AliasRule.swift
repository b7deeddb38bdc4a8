/// Aliases are refused, so nothing is ever expanded.
struct AliasRule: FileRule {
    static let page = Page(
        code: "alias", severity: .error, title: "Aliases are not supported",
        meaning: """
            An alias (`*name`) repeats the value of an anchor. Aliases of aliases let a small file grow without \
            bounds, so none is expanded.
            """,
        example: .binding("name: *channel"),
        fix: "Write the value out, or put it into `defaults` at the top of the file.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            guard case .alias(let name) = problem.kind else { continue }
            // A secret that begins with an asterisk looks like an alias.
            let named = file.source.isHidden(problem.range) ? "an alias here" : "the alias `*\(name.prefix(40))`"
            report.add(
                Self.page, at: problem.range, "\(named) is not supported",
                help: "write the value out, or put it into `defaults`")
        }
    }
}
