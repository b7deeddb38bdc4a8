/// A limit that no real configuration reaches.
struct NestingTooDeepRule: FileRule {
    static let page = Page(
        code: "nesting-too-deep", severity: .error, title: "Lists and mappings are nested too deep",
        meaning:
            """
            The language needs five levels; \(YAMLReader.maximumDepth) are allowed. The binding that holds \
            this place, or else the key of the top level, has been left out.
            """,
        example: "name: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
        fix: "Remove what is nested here; it cannot mean anything to the bridge.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tooDeep {
            report.add(
                Self.page, at: problem.range, "nested deeper than \(YAMLReader.maximumDepth) levels")
        }
    }
}
