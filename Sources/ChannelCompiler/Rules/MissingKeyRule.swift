/// Required keys that are neither in the binding nor in the defaults.
struct MissingKeyRule: FileRule, BindingRule {
    static let page = Page(
        code: "missing-key", severity: .error, title: "A key that must be there is missing",
        meaning: """
            The bridge cannot work without it. Except for `id`, `token` and `webhook_key` it may also be in \
            `defaults`, for all bindings at once.
            """,
        example: "id: support\ntoken: {env: LIVETEX_TOKEN}    # and nothing else",
        fix: "Add the key.")

    func check(_ file: FileView, _ report: Report) {
        guard let top = file.top else { return }
        for key in Language.file.keys where key.isRequired && !top.has(key.field) {
            report.add(
                Self.page, at: file.source.textStart..<file.source.textStart, path: key.name,
                "the key `\(key.name)` is missing", help: key.summary)
        }
    }

    /// What every complete binding has: of most bindings nothing else is looked at.
    private static let needed: [Field] = [
        .id, .token, .webhookKey, .headerBot, .headerLead, .botURL, .botToken, .botAcceptToken,
    ]

    func check(_ binding: BindingView, _ report: Report) {
        if Self.needed.allSatisfy(binding.has) { return }
        check(Language.binding, binding, at: binding.anchor, report)
    }

    /// - Parameter node: where a missing key is reported.
    private func check(_ shape: MappingShape, _ binding: BindingView, at node: Node, _ report: Report) {
        for key in shape.keys {
            if case .mapping(let inner) = key.shape, let value = binding[key.field] {
                // What the defaults leave open is missing in the binding.
                check(inner, binding, at: value.isDefault ? binding.anchor : value, report)
            } else if key.isRequired, !binding.has(key.field) {
                let place = Place(home: binding.section.node.place.home, field: key.field)
                report.add(
                    Self.page, at: node.moved(to: place), "the key `\(key.path)` is missing", help: key.summary)
            }
        }
    }
}
