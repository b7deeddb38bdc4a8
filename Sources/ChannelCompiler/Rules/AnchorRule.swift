/// Anchors are refused: without aliases they have no use.
struct AnchorRule: FileRule {
    static let page = Page(
        code: "anchor", severity: .error, title: "Anchors are not supported",
        meaning: """
            An anchor (`&name`) lets other places repeat a value. Readers of the file must then look elsewhere for \
            what a binding says, and a few lines can grow into gigabytes. `defaults` does the same at one place.
            """,
        example: "name: &channel LiveTex",
        fix: "Remove the anchor. Put what bindings have in common into `defaults` at the top of the file.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .anchor {
            report.add(
                Self.page, at: problem.range, "an anchor is not supported",
                help: "put what bindings have in common into `defaults`; a text that begins with `&` needs quotes")
        }
    }
}
