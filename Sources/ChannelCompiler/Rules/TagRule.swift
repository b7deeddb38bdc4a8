/// Tags are refused: they change the type of a value.
struct TagRule: FileRule {
    static let page = Page(
        code: "yaml-tag", severity: .error, title: "Tags are not supported",
        meaning:
            """
            A tag such as `!!str` or `!secret` gives a value a type of its own. The language has none but YAML's plain \
            ones.
            """,
        example: "name: !!str LiveTex",
        fix: "Remove the tag. A number that is meant as text goes into quotes.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tag {
            report.add(
                Self.page, at: problem.range, "a tag is not supported",
                help: "remove it; a number that is meant as text, or a text that begins with `!`, goes into quotes")
        }
    }
}
