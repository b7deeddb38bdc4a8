/// Anchors are refused: without aliases they have no use.
struct AnchorRule: FileRule {
    static let page = Page(
        code: "anchor", severity: .error, title: "Anchors are not supported",
        meaning: """
            An anchor (`&name`) lets other places repeat a value. Readers of the file must then look elsewhere for \
            what a binding says, and a few lines can grow into gigabytes. `defaults` does the same at one place.
            """,
        example: .binding("name: &channel LiveTex"),
        fix: "Remove the anchor. Put what bindings have in common into `defaults` at the top of the file.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            guard case .anchor(let name) = problem.kind else { continue }
            // A secret that begins with an ampersand looks like an anchor.
            let named = file.source.isHidden(problem.range) ? "an anchor here" : "the anchor `&\(name.prefix(40))`"
            report.add(
                Self.page, at: problem.range, "\(named) is not supported",
                help: "put what bindings have in common into `defaults`")
        }
    }
}
