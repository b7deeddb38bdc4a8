/// Windows line ends are harmless here, and not everywhere.
struct CarriageReturnRule: FileRule {
    static let page = Page(
        code: "crlf", severity: .information, title: "Lines end with CR LF",
        meaning: """
            The file has line ends as Windows writes them. It is read all the same. Tools that compare files see every \
            line changed when somebody saves it on another system.
            """,
        example: .bytes(
            Array(Example.complete(top: "", binding: "").replacing("\n", with: "\r\n").utf8),
            shown: "version: 1<CR><LF>"),
        mend: "Set the line ends to LF in the editor; `* text=auto` in .gitattributes keeps them so.")

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .carriageReturns {
            report.add(Self.page, at: problem.range, "lines end with CR LF; the file is read all the same")
        }
    }
}
