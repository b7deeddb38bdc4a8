/// A byte order mark is harmless here, but not in every tool.
struct ByteOrderMarkRule: FileRule {
    static let page = Page(
        code: "byte-order-mark", severity: .information, title: "The file begins with a byte order mark",
        meaning: "Three invisible bytes are before the text. They are skipped here; other tools may fail on them.",
        example: "<EF><BB><BF>version: 1",
        fix: "Save the file as \"UTF-8 without BOM\".")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .byteOrderMark {
            report.add(
                Self.page, at: problem.range, "the file begins with a byte order mark; it is skipped", replacement: "")
        }
    }
}
