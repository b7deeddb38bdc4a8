import Diagnostics

/// The same key twice in one mapping.
struct DuplicateKeyRule: Rule {
    static let page = Page(
        code: "duplicate-key", severity: .error, title: "A key is twice in one mapping",
        meaning:
            """
            YAML forbids it, and programs differ in whether the first or the last one wins. Here the first one is \
            checked. A second `id` most often means that the hyphen before it is missing; what follows it is not checked.
            """,
        example: "name: LiveTex\nname: Chat",
        fix: "Remove one of the two.")

    /// - Parameter place: of the key, or of its mapping.
    static func report(_ key: Node, first: Node, in place: Place, _ report: Report) {
        let isNext = place.field == .id
        report.add(
            page, at: key.moved(to: place), "the key \(key.quoted) is here a second time",
            help: isNext
                ? "a binding begins with a hyphen: write `- id:` at the column of the other hyphens"
                : "remove one of the two",
            secondary: report.label("first used here", at: first.range))
    }
}
