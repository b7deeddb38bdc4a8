import Diagnostics
import Text

/// Syntax errors, in libyaml's words and at its position.
struct NotYAMLRule: FileRule {
    static let page = Page(
        code: "not-yaml", severity: .error, title: "The file is not YAML",
        meaning: """
            The YAML parser stopped at this place. The binding that holds it, or else the key of the top level, has been \
            left out; it is checked once the error is fixed. The rest of the file has been checked.
            """,
        example: "name: LiveTex: Chat",
        fix: """
            Look at the place and at the line above it: most often an indentation is off by a space, a colon is \
            missing, or a text with `: ` or `#` in it needs quotes.
            """)

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            switch problem.kind {
            case .notYAML(let words, let context, let contextOffset):
                let opening = contextOffset.map { $0..<min($0 + 1, file.source.bytes.count) }
                let label = opening.flatMap { opening in
                    opening == problem.range ? nil : context.map { report.label($0, at: opening) }
                }
                let advice = Self.advice(problem.range, file.source) ?? opening.flatMap { Self.advice($0, file.source) }
                report.add(
                    Self.page, at: problem.range, "this is not YAML: \(words)", help: advice ?? Self.advice(words),
                    secondary: label)
            case .controlCharacter:
                report.add(
                    Self.page, at: problem.range, "this is not YAML: control characters are not allowed",
                    help: "remove the invisible character, or write it as an escape in double quotes")
            default: break
            }
        }
    }

    /// Advice that follows from the line, no matter what libyaml says.
    private static func advice(_ place: Range<Int>, _ source: SourceText) -> String? {
        let range = source.line(source.position(at: place.lowerBound).line)
        let line = source.bytes[range]
        if ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].contains(where: { line.starts(with: $0.utf8) }) {
            return "a merge has left a conflict here: keep one of its sides and remove the marks"
        }
        let number = source.position(at: place.lowerBound).line
        let above = number > 1 ? ASCII.trimmed(source.bytes[source.line(number - 1)]) : []
        if [": |", ": >", ": |-", ": >-", "- |", "- >"].contains(where: {
            above.reversed().starts(with: $0.utf8.reversed())
        }) {
            return "a text below `|` or `>` is indented further than its key"
        }
        // The place may be the line's break.
        let rest = source.bytes[place.lowerBound..<max(place.lowerBound, range.upperBound)]
        if let hyphen = ["-", "–", "—"].first(where: { rest.starts(with: $0.utf8) }),
            hyphen != "-" || rest.dropFirst().first.map({ !ASCII.isBlank($0) && $0 != UInt8(ascii: "-") }) == true
        {
            return "an item begins with a hyphen and a space, as in `- id: support`"
        }
        let before = source.bytes[range.lowerBound..<place.lowerBound].last { $0 != UInt8(ascii: " ") }
        if let before, "}]\"'".utf8.contains(before), !rest.isEmpty { return closing(before) }
        let text = String(decoding: line, as: UTF8.self)
        return text.contains(": env: ") || text.contains(": file: ")
            ? "a reference to a secret is in braces: {env: NAME} or {file: PATH}" : nil
    }

    /// What is wrong when a text goes on after the character that ends it.
    private static func closing(_ character: UInt8) -> String {
        switch character {
        case UInt8(ascii: "}"): "something follows the closing brace; a text that begins with `{` needs quotes"
        case UInt8(ascii: "]"): "something follows the closing bracket; a text that begins with `[` needs quotes"
        default: "something follows the closing quote; or a quote further up is opened and not closed"
        }
    }

    /// The usual cause of libyaml's words.
    private static func advice(_ words: String) -> String? {
        switch words {
        case "mapping values are not allowed in this context":
            "a text that holds `: ` needs quotes; or the line above is not finished, or this one is indented too far"
        case "did not find expected '-' indicator":
            "this line lacks its hyphen, or it is indented differently from the ones that it belongs to"
        case "did not find expected key", "did not find expected <block end>":
            "this line is indented differently from the ones that it belongs to"
        case "could not find expected ':'":
            "a key is followed by a colon and a space; a note for people begins with `#`"
        case "found character that cannot start any token": "a text that begins with this character needs quotes"
        case "did not find expected alphabetic or numeric character":
            "a text that begins with `*` or `&` needs quotes"
        case "found unexpected end of stream", "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "a quote, a bracket or a brace is opened and not closed"
        default: nil
        }
    }
}
