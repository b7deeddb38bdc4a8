/// Says once per file that LiveTex calls the API obsolete.
struct ObsoleteAPIRule: FileRule {
    static let page = Page(
        code: "obsolete-api", severity: .information, title: "LiveTex calls the Messaging API obsolete",
        meaning: """
            LiveTex's help centre marks the Messaging API as obsolete and points to the Visitor API. Existing contact \
            points work; no end date is published. This is said once per file.
            """,
        example: "api: {version: \"1.2\"}",
        fix: "Nothing needs to be done now. Ask LiveTex before you plan something large on it.")

    func check(_ file: FileView, _ report: Report) {
        guard let top = file.top, let bindings = top[.bindings], let key = top.key(.bindings), bindings.childCount > 0
        else { return }
        report.add(
            Self.page, at: key, "LiveTex calls the Messaging API obsolete; existing contact points go on working")
    }
}
