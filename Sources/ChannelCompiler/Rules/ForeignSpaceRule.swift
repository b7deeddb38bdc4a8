/// Characters that look like a space and are none to YAML.
struct ForeignSpaceRule: FileRule {
    static let page = Page(
        code: "foreign-space", severity: .error, title: "A space that is none to YAML",
        meaning: """
            Text that is copied from a web page or a word processor may hold non-breaking spaces. They look like spaces, \
            and to YAML they are letters: part of a key or of a value. The file has been checked as if it were a \
            space. In a text for people they are allowed.
            """,
        example: "name:\u{A0}LiveTex",
        fix: "Replace it with a space.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .foreignSpace {
            let text = String(decoding: file.source.bytes[problem.range], as: UTF8.self).unicodeScalars
            file.source.show(problem.range)
            report.add(
                Self.page, at: problem.range,
                "\(text.first.map(LookAlike.name) ?? "another character") is where a space belongs",
                replacement: String(repeating: " ", count: text.count))
        }
    }
}
