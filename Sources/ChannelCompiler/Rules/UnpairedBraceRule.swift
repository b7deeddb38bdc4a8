import Diagnostics
import JSON

/// A placeholder of which a brace is missing.
struct UnpairedBraceRule: ValueRule {
    static let page = Page(
        code: "unpaired-brace", severity: .error, title: "A brace in a notice has no other half",
        meaning: """
            Braces mark a placeholder, such as `{operator}`. With only one of them there is none, and the lead would \
            see the brace and the word.
            """,
        example: .binding("notices: {operator_joined: \"{operator на связи\"}"),
        fix: "Add the missing brace, or remove the one that is there.")

    let fields = Field.noticeTexts

    func check(_ value: Node, _ report: Report) {
        guard NoticeText.hasBraces(value.bytes) else { return }
        var isSound = true
        NoticeText.forEachPiece(value.bytes) { piece in
            if case .placeholder = piece { return }
            isSound = false
        }
        if isSound { return }
        var places = NoticeText.Places(value)
        NoticeText.forEachPiece(value.bytes) { piece in
            switch piece {
            case .placeholder(let name): _ = places.next("{\(text(name))}")
            case .opened(let word):
                let place = places.next("{\(text(word))")
                add("the brace `{` is not closed", text(word), at: place, value, report)
            case .closed(let word):
                let place = places.next("\(text(word))}")
                add("the brace `}` closes nothing", text(word), at: place, value, report)
            }
        }
    }

    /// - Parameter word: what is beside the brace.
    private func add(
        _ message: String, _ word: String, at place: Range<Int>?, _ value: Node, _ report: Report
    ) {
        let nearest = Nearest.match(word, in: NoticeText.placeholders(value.place.field))
        report.add(
            Self.page, at: place ?? value.range, path: value.path, message,
            help: nearest.map { "did you mean `{\($0)}`?" } ?? "remove it, or write the whole placeholder",
            replacement: place == nil ? nil : nearest.map { "{\($0)}" })
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    func schema(_ field: Field) -> [String: JSON] { ["pattern": "^[^{}]*(\\{[^{}]*\\}[^{}]*)*$"] }
}
