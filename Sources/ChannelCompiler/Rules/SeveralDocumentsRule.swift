/// One file is one configuration.
struct SeveralDocumentsRule: FileRule {
    static let page = Page(
        code: "several-documents", severity: .error, title: "The file holds several YAML documents",
        meaning: """
            A line `---` begins a new document. Many programs read only the first one and ignore the rest. Nothing \
            after this place has been checked, unless the line is inside of something and only has to be removed.
            """,
        example: "version: 1\n---\nversion: 1\n",
        fix: "Remove the line, or put the second document into a file of its own: several files may be given.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            switch problem.kind {
            case .secondDocument:
                report.add(
                    Self.page, at: problem.range, "a second YAML document begins here",
                    help: "put it into a file of its own")
            case .strayDocumentMark:
                report.add(
                    Self.page, at: problem.range, "`---` would begin a second YAML document here",
                    help: "remove the line", replacement: "")
            default: break
            }
        }
    }
}
