import Diagnostics
import Dialog
import JSON
import Text

/// Placeholders in notices, and braces of which the other one is missing.
struct PlaceholderRule: ValueRule {
    static let page = Page(
        code: "unknown-placeholder", severity: .error, title: "A placeholder that is not known",
        meaning: """
            `{operator}` becomes the operator's name in \(notices(with: .operator)), and `{operator.full_name}` the \
            first and last name. Any other word in braces would be shown to the lead as it is.
            """,
        example: "notices: {operator_joined: \"{operater} на связи\"}",
        fix: "Correct it to `{operator}`, or remove the braces.")
    static let unpaired = Page(
        code: "unpaired-brace", severity: .error, title: "A brace in a notice has no other half",
        meaning: """
            Braces mark a placeholder, such as `{operator}`. With only one of them there is none, and the lead would \
            see the brace and the word.
            """,
        example: "notices: {operator_joined: \"{operator на связи\"}",
        fix: "Add the missing brace, or remove the one that is there.")

    var pages: [Page] { [Self.page, Self.unpaired] }
    let fields = Field.noticeTexts

    /// The keys of the notices that may have a placeholder, as a list in prose.
    private static func notices(with placeholder: Notice.Placeholder) -> String {
        let keys = Notice.allCases.filter { $0.placeholders.contains(placeholder) }.map { "`\($0.rawValue)`" }
        return keys.count < 2
            ? keys.joined() : "\(keys.dropLast().joined(separator: ", ")) and \(keys[keys.count - 1])"
    }

    private static func known(_ field: Field?) -> [String] { field?.notice?.placeholders.map(\.rawValue) ?? [] }
    private static func isBrace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") }
    private static func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    func check(_ value: Node, _ report: Report) {
        var rest = value.bytes
        // What is left of the value in the file.
        var places = value.range
        while let brace = rest.firstIndex(where: Self.isBrace) {
            let next = rest[(brace + 1)...].firstIndex(where: Self.isBrace)
            if rest[brace] == UInt8(ascii: "}") {
                let before = rest[..<brace]
                let word = before[(before.lastIndex { !Self.isWordByte($0) }.map { $0 + 1 } ?? before.startIndex)...]
                add("the brace `}` closes nothing", rest[word.startIndex...brace], word, value, &places, report)
                rest = rest[(brace + 1)...]
            } else if let next, rest[next] == UInt8(ascii: "}") {
                checkPlaceholder(rest[brace...next], value, &places, report)
                rest = rest[(next + 1)...]
            } else {
                let word = rest[(brace + 1)...].prefix(while: Self.isWordByte)
                add("the brace `{` is not closed", rest[brace..<word.endIndex], word, value, &places, report)
                rest = rest[(next ?? rest.endIndex)...]
            }
        }
    }

    private func checkPlaceholder(
        _ piece: ArraySlice<UInt8>, _ value: Node, _ places: inout Range<Int>, _ report: Report
    ) {
        let place = find(piece, value, &places)
        let name = String(decoding: piece.dropFirst().dropLast(), as: UTF8.self)
        let known = Self.known(value.place.field)
        guard !known.contains(name) else { return }
        let nearest = Nearest.match(name, in: known)
        report.add(
            Self.page, at: place ?? value.range, path: value.path,
            "the placeholder \(quoted(PublicText.isWord(name) ? "{\(name)}" : "{***}")) is not known",
            help: nearest.map { "did you mean `{\($0)}`?" }
                ?? (known.isEmpty
                    ? "this notice has no placeholders"
                    : "known here: \(known.map { "{\($0)}" }.joined(separator: ", "))"),
            replacement: place == nil ? nil : nearest.map { "{\($0)}" })
    }

    /// - Parameter word: what is beside the brace.
    private func add(
        _ message: String, _ piece: ArraySlice<UInt8>, _ word: ArraySlice<UInt8>, _ value: Node,
        _ places: inout Range<Int>, _ report: Report
    ) {
        let place = find(piece, value, &places)
        let nearest = Nearest.match(String(decoding: word, as: UTF8.self), in: Self.known(value.place.field))
        report.add(
            Self.unpaired, at: place ?? value.range, path: value.path, message,
            help: nearest.map { "did you mean `{\($0)}`?" } ?? "remove it, or write the whole placeholder",
            replacement: place == nil ? nil : nearest.map { "{\($0)}" })
    }

    /// The next place of a piece in the file; nil when it is written with escapes.
    private func find(_ piece: ArraySlice<UInt8>, _ value: Node, _ places: inout Range<Int>) -> Range<Int>? {
        let place = value.tree.source.bytes[places].firstRange(of: piece)
        // After such a piece no later one can be told from it.
        places = (place?.upperBound ?? places.upperBound)..<places.upperBound
        return place
    }

    func schema(_ field: Field) -> [String: JSON] {
        let names = Self.known(field).map { $0.replacing(".", with: "\\.") }.joined(separator: "|")
        return ["pattern": .string(names.isEmpty ? "^[^{}]*$" : "^[^{}]*(\\{(\(names))\\}[^{}]*)*$")]
    }
}
