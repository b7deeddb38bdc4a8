/// A limit that no real configuration reaches.
struct NestingTooDeepRule: FileRule {
    static let page = Page(
        code: "nesting-too-deep", severity: .error, title: "Lists and mappings are nested too deep",
        meaning:
            """
            The language needs five levels; \(YAMLReader.maximumDepth) are allowed. The entry has been left out; the \
            rest has been checked.
            """,
        example: .binding("name: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
        mend: "Remove what is nested here; it cannot mean anything to the bridge.")

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tooDeep {
            report.add(
                Self.page, at: problem.range, "nested deeper than \(YAMLReader.maximumDepth) levels")
        }
    }
}
