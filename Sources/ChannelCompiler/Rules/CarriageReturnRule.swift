/// Windows line ends are harmless here, but not in every tool.
struct CarriageReturnRule: FileRule {
    static let page = Page(
        code: "crlf", severity: .information, title: "Lines end with CR LF or CR",
        meaning: """
            The file has line ends as Windows writes them, or very old systems. It is read all the same. Tools that \
            compare files show every line as changed when it is saved on another system.
            """,
        example: "version: 1<CR><LF>",
        fix: "Set the line ends to LF in the editor; `* text=auto` in .gitattributes keeps them so.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .carriageReturns {
            let end = problem.range.upperBound
            let isAlone = end == file.source.bytes.count || file.source.bytes[end] != UInt8(ascii: "\n")
            report.add(
                Self.page, at: problem.range,
                isAlone
                    ? "a line ends with CR alone; the file is read all the same"
                    : "lines end with CR LF; the file is read all the same")
        }
    }
}
