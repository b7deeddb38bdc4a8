import Diagnostics

/// Placeholders in notices.
struct PlaceholderRule: ValueRule {
    static let page = Page(
        code: "unknown-placeholder", severity: .error, title: "A placeholder that is not known",
        meaning: """
            `{operator}` becomes the operator's name in `operator_joined`, `returned_to_bot` and `cancelled`. Any other \
            word in braces would be shown to the lead as it stands.
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
        var from = value.range.lowerBound
        for name in Self.placeholders(value.string) {
            let place = Self.find("{\(name)}", in: value, from: from)
            if let place { from = place.upperBound }
            if takesOperator, name == Self.known { continue }
            let nearest = takesOperator ? Nearest.match(String(name), in: [Self.known]) : nil
            let help: String
            if let nearest {
                help = "did you mean `{\(nearest)}`?"
            } else {
                help = takesOperator ? "known here: {operator}" : "this notice knows none, since no operator is there yet"
            }
            report.add(
                Self.page, at: place ?? value.range, path: value.path, "the placeholder \(quoted("{\(name)}")) is not known",
                help: help, replacement: place == nil ? nil : nearest.map { "{\($0)}" })
        }
    }

    /// The words in braces.
    private static func placeholders(_ text: String) -> [Substring] {
        var names: [Substring] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(where: { $0 == "}" || $0 == "{" }) else { break }
            if inside[close] == "}" { names.append(inside[..<close]) }
            rest = inside[close...]
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
