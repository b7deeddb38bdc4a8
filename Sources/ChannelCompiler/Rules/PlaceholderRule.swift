import Diagnostics

/// Placeholders in notices.
struct PlaceholderRule: ValueRule {
    static let page = Page(
        code: "unknown-placeholder", severity: .error, title: "A placeholder that is not known",
        meaning: """
            `{operator}` becomes the operator's name in `operator_joined`, `returned_to_bot` and `cancelled`. Any \
            other word in braces would be shown to the lead as it stands.
            """,
        example: .binding("notices: {operator_joined: \"{operater} на связи\"}"),
        mend: "Correct it to `{operator}`, or remove the braces.")

    var pages: [Page] { [Self.page] }
    let fields = Field.noticeTexts

    private static let known = "operator"

    func check(_ value: Value, _ report: Report) {
        guard NoticeText.hasBraces(value.bytes) else { return }
        let takesOperator = NoticeText.takesOperator(value.field)
        var places = NoticeText.Places(value)
        NoticeText.forEachPiece(value.bytes) { piece in
            guard case .placeholder(let word) = piece else { return }
            let name = String(decoding: word, as: UTF8.self)
            let place = places.next("{\(name)}")
            if takesOperator, name == Self.known { return }
            let nearest = takesOperator ? Nearest.match(name, in: [Self.known]) : nil
            let help: String
            if let nearest {
                help = "did you mean `{\(nearest)}`?"
            } else {
                help =
                    takesOperator ? "known here: {operator}" : "this notice knows none, since no operator is there yet"
            }
            report.add(
                Self.page, at: place ?? value.range, path: value.path,
                "the placeholder \(quoted("{\(name)}")) is not known",
                help: help, replacement: place == nil ? nil : nearest.map { "{\($0)}" })
        }
    }
}
