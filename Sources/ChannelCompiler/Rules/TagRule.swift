/// Tags are refused: they change the type of a value.
struct TagRule: FileRule {
    static let page = Page(
        code: "yaml-tag", severity: .error, title: "Tags are not supported",
        meaning:
            """
            A tag such as `!!str` or `!secret` gives a value a type of its own. The language has none but YAML's plain \
            ones.
            """,
        example: .binding("name: !!str LiveTex"),
        fix: "Remove the tag. A number that is meant as text goes into quotes.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            guard case .tag(let name) = problem.kind else { continue }
            let short = name.hasPrefix("tag:yaml.org,2002:") ? "!!\(name.dropFirst(18))" : name
            // A secret that begins with an exclamation mark looks like a tag.
            let named = file.source.isHidden(problem.range) ? "a tag here" : "the tag `\(short.prefix(40))`"
            report.add(
                Self.page, at: problem.range, "\(named) is not supported",
                help: "remove it; a number that is meant as text goes into quotes")
        }
    }
}
