/// A file must hold a mapping.
struct EmptyFileRule: Rule {
    static let page = Page(
        code: "empty-file", severity: .error, title: "The file holds no configuration",
        meaning: "The file is empty, holds only comments, or holds something that is not a mapping with keys.",
        example: "# nothing yet\n",
        fix:
            "Begin with `version: 1`, `public_url:` and `bindings:`; channels.yaml of the repository is a sample."
    )

    static func report(_ tree: YAMLTree, _ report: Report) {
        guard let root = tree.root, !root.isEmpty else {
            report.add(page, at: 0..<0, "the file holds no configuration", help: "begin with `version: 1`")
            return
        }
        guard root.kind != .unknown else { return }
        report.add(page, at: root, "the file must be a mapping with the keys `version`, `public_url` and `bindings`")
    }
}
