/// LiveTex itself calls the API obsolete; people should know that once.
struct ObsoleteAPIRule: FileRule {
    static let page = Page(
        code: "obsolete-api", severity: .information, title: "LiveTex calls the Messaging API obsolete",
        meaning: """
            LiveTex's help centre marks the Messaging API as obsolete and points to the Visitor API. Existing contact \
            points work; no end date is published. This is said once per file.
            """,
        example: .sound(shown: "api: {version: \"1.2\"}"),
        mend: "Nothing needs to be done now. Ask LiveTex before you plan something large on it.")

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        guard let top = file.top, let bindings = top.node(.bindings),
            top.tree.children(of: bindings).contains(where: { _ in true })
        else { return }
        // A key that is a scalar stands directly before its value.
        report.add(
            Self.page, at: top.tree.sourceRange(bindings - 1), path: top.path(.bindings),
            "LiveTex calls the Messaging API obsolete; existing contact points go on working")
    }
}
