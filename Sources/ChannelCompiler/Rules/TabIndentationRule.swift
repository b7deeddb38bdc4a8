/// YAML forbids tabs where indentation counts.
struct TabIndentationRule: FileRule {
    static let page = Page(
        code: "tab-indentation", severity: .error, title: "A line is indented with a tab",
        meaning: """
            YAML tells by indentation what belongs to what, and programs disagree about the width of a tab. That is \
            why it allows spaces only. The line has been left out, with what is indented below it; the rest has been \
            checked.
            """,
        example: .file("version: 1\nbindings:\n\t- id: support\n"),
        mend: "Replace the tabs at the beginning of lines with spaces; most editors have a command for it.")

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tabIndentation {
            report.add(
                Self.page, at: problem.range, "YAML allows no tab here", help: "indent with spaces")
        }
    }
}
