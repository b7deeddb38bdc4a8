/// One file is one configuration.
struct SeveralDocumentsRule: FileRule {
    static let page = Page(
        code: "several-documents", severity: .error, title: "The file holds several YAML documents",
        meaning: """
            A line `---` begins a new document. Many programs read only the first one, so what stands below could be \
            lost without a word. Nothing behind this place has been checked, unless the line stands inside of something \
            and only has to go.
            """,
        example: .file(Example.complete(top: "", binding: "") + "---\nversion: 1\n"),
        mend: "Remove the line, or put the second document into a file of its own: several files may be given.")

    var pages: [Page] { [Self.page] }

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
