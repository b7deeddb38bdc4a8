import Diagnostics
import Dialog

/// Placeholders in notices.
struct PlaceholderRule: ValueRule {
    static let page = Page(
        code: "unknown-placeholder", severity: .error, title: "A placeholder that is not known",
        meaning: """
            `{operator}` becomes the operator's name in \(notices(with: .operator)). Any other word in braces would be \
            shown to the lead as it is.
            """,
        example: .binding("notices: {operator_joined: \"{operater} на связи\"}"),
        fix: "Correct it to `{operator}`, or remove the braces.")

    let fields = Field.noticeTexts

    /// The keys of the notices that may have a placeholder, as a list in prose.
    private static func notices(with placeholder: Notice.Placeholder) -> String {
        let keys = Notice.allCases.filter { $0.placeholders.contains(placeholder) }.map { "`\($0.rawValue)`" }
        return keys.count < 2
            ? keys.joined() : "\(keys.dropLast().joined(separator: ", ")) and \(keys[keys.count - 1])"
    }

    func check(_ value: Node, _ report: Report) {
        guard NoticeText.hasBraces(value.bytes) else { return }
        let known = NoticeText.placeholders(value.place.field)
        var places = NoticeText.Places(value)
        NoticeText.forEachPiece(value.bytes) { piece in
            guard case .placeholder(let word) = piece else { return }
            if known.contains(where: { word.elementsEqual($0.utf8) }) { return }
            let name = String(decoding: word, as: UTF8.self)
            let place = places.next("{\(name)}")
            let nearest = Nearest.match(name, in: known)
            let list = known.map { "{\($0)}" }.joined(separator: ", ")
            let help = known.isEmpty ? "this notice has no placeholders" : "known here: \(list)"
            report.add(
                Self.page, at: place ?? value.range, path: value.path,
                "the placeholder \(quoted("{\(name)}")) is not known",
                help: nearest.map { "did you mean `{\($0)}`?" } ?? help,
                replacement: place == nil ? nil : nearest.map { "{\($0)}" })
        }
    }
}
