/// YAML forbids tabs where indentation counts.
struct TabIndentationRule: FileRule {
    static let page = Page(
        code: "tab-indentation", severity: .error, title: "A line is indented with a tab",
        meaning: """
            In YAML the indentation decides what belongs to what, and programs disagree about the width of a tab. So \
            it allows spaces only. The binding with the line, or else the key of the top level, has been left out; the \
            rest of the file has been checked. A tab in a blank line or before a comment does no harm.
            """,
        example: "version: 1\npublic_url: https://bridge.example.com/hooks\nbindings:\n\t- id: support\n",
        fix: "Replace the tabs at the beginning of lines with spaces; most editors have a command for it.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tabIndentation {
            report.add(
                Self.page, at: problem.range, "YAML allows no tab here", help: "indent with spaces")
        }
    }
}
