import JSON

/// LiveTex works with one operator group here: the first one that it names.
struct GroupRule: ValueRule {
    static let page = Page(
        code: "several-groups", severity: .error, title: "A binding works with one group",
        meaning: """
            The integration transfers to one group of operators, the first in the order in which LiveTex gives them. \
            It has no way to spread dialogs over several.
            """,
        example: "group: [sales, support]",
        fix:
            "Write `group: first`. For another group of operators create another contact point and a binding for it."
    )
    static let selected = Page(
        code: "group-selected", severity: .error, title: "A group cannot be chosen by name or code",
        meaning: """
            The integration takes the first group in the order in which LiveTex gives them, never one by its name or \
            code. A name written here would have no effect, so it is refused.
            """,
        example: "group: Sales",
        fix: "Write `group: first`, or leave the key out, and make the wanted group the first one in LiveTex.")

    var pages: [Page] { [Self.page, Self.selected] }
    let fields: [Field] = [.group, .groups, .groupID, .groupName, .groupCode]

    func check(_ value: Node, _ report: Report) {
        let field = value.place.field
        if field == .group, value.isScalar, value.string == "first" { return }
        let isList = value.kind == .sequence
        let isSeveral = field == .groups || isList && value.childCount != 1
        let isInline = value.isFlow || value.isScalar && value.kind != .block
        report.add(
            isSeveral ? Self.page : Self.selected, at: value,
            isSeveral
                ? "a binding works with one group, the first that LiveTex names"
                : "a group cannot be chosen: it is always the first that LiveTex names",
            help: field == .group
                ? LookAlike.explained("write `group: first`", value.string) : "remove the key, or write `group: first`",
            // After a colon without a value a space is missing, too.
            replacement: field == .group && isInline ? (value.range.isEmpty ? " first" : "first") : nil)
    }

    func schema(_ field: Field) -> [String: JSON] { field == .group ? ["const": "first"] : [:] }
}
