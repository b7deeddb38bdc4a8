/// Files are UTF-8.
struct InvalidUTF8Rule: FileRule {
    static let page = Page(
        code: "invalid-utf8", severity: .error, title: "The file is not UTF-8",
        meaning: """
            A byte here cannot be part of UTF-8. Most often the file was saved in another encoding, such as \
            Windows-1251 or UTF-16. The rest of the file is checked all the same, unless there are very many such places.
            """,
        example: "# <CF><F0><E8>\nversion: 1",
        fix: "Save the file as UTF-8, or convert it: iconv -f WINDOWS-1251 -t UTF-8 channels.yaml")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .invalidUTF8 {
            let byte = String(file.source.bytes[problem.range.lowerBound], radix: 16, uppercase: true)
            report.add(
                Self.page, at: problem.range, "the file is not UTF-8: byte 0x\(byte) is not allowed here",
                help: "save the file as UTF-8")
        }
    }
}
