/// A byte order mark is harmless here, and not everywhere.
struct ByteOrderMarkRule: FileRule {
    static let page = Page(
        code: "byte-order-mark", severity: .information, title: "The file begins with a byte order mark",
        meaning: "Three invisible bytes stand before the text. They are skipped; other tools may stumble over them.",
        example: .bytes(
            [0xEF, 0xBB, 0xBF] + Array(Example.complete(top: "", binding: "").utf8), shown: "<EF><BB><BF>version: 1"),
        mend: "Save the file as \"UTF-8 without BOM\".")

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .byteOrderMark {
            report.add(
                Self.page, at: problem.range, "the file begins with a byte order mark; it is skipped", replacement: "")
        }
    }
}
