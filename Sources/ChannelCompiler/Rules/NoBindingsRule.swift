import JSON

/// A configuration connects something.
struct NoBindingsRule: ValueRule {
    static let page = Page(
        code: "no-bindings", severity: .error, title: "There is no binding",
        meaning: "`bindings` is an empty list, so every webhook would be answered with 404.",
        example: .top("bindings: []"),
        mend: "Add a binding; channels.yaml in the repository has a complete one.")

    var pages: [Page] { [Self.page] }
    let fields: [Field] = [.bindings]

    func check(_ value: Value, _ report: Report) {
        guard value.items.isEmpty else { return }
        report.add(Self.page, at: value, "there is no binding")
    }

    func schema(_ field: Field) -> [String: JSON] { ["minItems": 1] }
}
