import JSON

/// There must be at least one binding.
struct NoBindingsRule: ValueRule {
    static let page = Page(
        code: "no-bindings", severity: .error, title: "There is no binding",
        meaning: "`bindings` is an empty list, so every webhook would be answered with 404.",
        example: "bindings: []",
        fix: "Add a binding; channels.yaml in the repository has a complete one.")

    let fields: [Field] = [.bindings]

    func check(_ value: Node, _ report: Report) {
        guard value.childCount == 0 else { return }
        report.add(Self.page, at: value, "there is no binding")
    }

    func schema(_ field: Field) -> [String: JSON] { ["minItems": 1] }
}
