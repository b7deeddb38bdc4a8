/// A file must hold a mapping to be a configuration at all.
struct EmptyFileRule: Rule {
    static let page = Page(
        code: "empty-file", severity: .error, title: "The file holds no configuration",
        meaning: "The file is empty, holds only comments, or holds something that is not a mapping with keys.",
        example: .file("# nothing yet\n"),
        mend:
            "Begin with `version: 1`, `public_url:` and `bindings:`; channels.yaml of the repository is a sample."
    )

    var pages: [Page] { [Self.page] }

    static func report(_ tree: YAMLTree, _ report: Report) {
        // What is left of a damaged file tells nothing about the whole.
        guard tree.lost.isEmpty else { return }
        guard let root = tree.root, !(tree[root].kind == .plain && tree[root].textLength == 0) else {
            report.add(page, at: 0..<0, "the file holds no configuration", help: "begin with `version: 1`")
            return
        }
        guard tree[root].kind != .unknown else { return }
        report.add(
            page, at: tree.sourceRange(root),
            "the file must be a mapping with the keys `version`, `public_url` and `bindings`")
    }
}
