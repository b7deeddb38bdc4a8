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
    private static let withOperator: [Field] = [.noticeOperatorJoined, .noticeReturnedToBot, .noticeCancelled]

    func check(_ value: Value, _ report: Report) {
        guard value.bytes.contains(UInt8(ascii: "{")) else { return }
        let takesOperator = Self.withOperator.contains(value.field)
        let names = Self.placeholders(value.bytes)
        if takesOperator, names.allSatisfy({ $0.elementsEqual(Self.known.utf8) }) { return }
        var from = value.range.lowerBound
        for name in names.map({ String(decoding: $0, as: UTF8.self) }) {
            let place = Self.find("{\(name)}", in: value, from: from)
            if let place { from = place.upperBound }
            if takesOperator, name == Self.known { continue }
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

    /// The words in braces.
    private static func placeholders(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var names: [ArraySlice<UInt8>] = []
        var rest = text
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            let inside = rest[(open + 1)...]
            let end = inside.firstIndex { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "{") }
            guard let end else { break }
            if inside[end] == UInt8(ascii: "}") { names.append(inside[..<end]) }
            rest = inside[end...]
        }
        return names
    }

    /// Where a text stands in the file; nil when it is written with escapes.
    private static func find(_ text: String, in value: Value, from start: Int) -> Range<Int>? {
        let pattern = Array(text.utf8)
        let range = value.range
        guard start + pattern.count <= range.upperBound else { return nil }
        for index in start...(range.upperBound - pattern.count)
        where value.file.source.bytes[index..<index + pattern.count].elementsEqual(pattern) {
            return index..<index + pattern.count
        }
        return nil
    }
}
