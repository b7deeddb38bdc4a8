import Diagnostics

/// What libyaml refuses, in its words and at its position.
struct NotYAMLRule: FileRule {
    static let page = Page(
        code: "not-yaml", severity: .error, title: "The file is not YAML",
        meaning: """
            The YAML parser cannot make sense of this place. The entry that it belongs to has been left out: the line \
            with what is indented below it. The rest of the file has been checked, except for what depends on the \
            part left out. After \(Salvage.maximumParts) such places in one file the rest is not read.
            """,
        example: .binding("name: LiveTex: Chat"),
        mend: """
            Look at the place and at the line above it: most often an indentation is off by a space, a colon is \
            missing, or a text with `: ` or `#` in it needs quotes.
            """)

    var pages: [Page] { [Self.page] }

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems {
            switch problem.kind {
            case .notYAML(let words, let context, let contextOffset):
                add(problem.range, words, context, contextOffset, file, report)
            case .mergeConflict(let end):
                report.add(
                    Self.page, at: problem.range, "this is not YAML: a merge has left a conflict here",
                    help: "keep one of its sides and remove the marks",
                    secondary: end.map { report.label("it ends here", at: $0..<$0 + problem.range.count) })
            case .gluedHyphen(let isDash, let isGlued):
                report.add(
                    Self.page, at: problem.range,
                    "this is not YAML: an item begins with a hyphen and a space"
                        + (isDash ? ", and this is a dash" : ""),
                    help: "as in `- id: support`", replacement: isGlued ? "- " : "-")
            case .controlCharacter:
                report.add(
                    Self.page, at: problem.range, "this is not YAML: control characters are not allowed",
                    help: "remove the invisible character, or write it as an escape in double quotes")
            case .readingStopped:
                report.add(
                    Self.page, at: problem.range,
                    "there are too many places like these; nothing from here on has been checked",
                    help: "mend the ones above and check again")
            default: break
            }
        }
    }

    private func add(
        _ range: Range<Int>, _ words: String, _ context: String?, _ contextOffset: Int?, _ file: FileView,
        _ report: Report
    ) {
        let contextRange = contextOffset.map { $0..<min($0 + 1, file.source.bytes.count) }
        let label = context.flatMap { context in
            contextRange.flatMap { $0 == range ? nil : report.label(context, at: $0) }
        }
        let advice = [range, contextRange].compactMap { $0 }.lazy.compactMap { Self.advice($0, file.source) }.first
        report.add(
            Self.page, at: range, "this is not YAML: \(words)", help: advice ?? Self.advice(words), secondary: label)
    }

    /// What a line tells by itself, whatever libyaml says of it.
    private static func advice(_ place: Range<Int>, _ source: SourceText) -> String? {
        let line = String(decoding: source.bytes[source.line(source.span(place).start.line)], as: UTF8.self)
        let before = source.bytes[source.line(source.span(place).start.line).lowerBound..<place.lowerBound]
            .last { $0 != UInt8(ascii: " ") }
        if let before, "}]\"'".utf8.contains(before), place.lowerBound < source.bytes.count,
            !"\n\r".utf8.contains(source.bytes[place.lowerBound])
        {
            return closing(before)
        }
        if line.contains(": env: ") || line.contains(": file: ") {
            return "a reference to a secret stands in braces: {env: NAME} or {file: PATH}"
        }
        return nil
    }

    /// What is wrong when a text goes on behind the character that ends it.
    private static func closing(_ character: UInt8) -> String {
        switch character {
        case UInt8(ascii: "}"): "something stands behind the closing brace; a text that begins with `{` needs quotes"
        case UInt8(ascii: "]"): "something stands behind the closing bracket; a text that begins with `[` needs quotes"
        default: "something stands behind the closing quote; or a quote further up is opened and not closed"
        }
    }

    /// What most often lies behind libyaml's words.
    private static func advice(_ words: String) -> String? {
        switch words {
        case "mapping values are not allowed in this context":
            "a text that holds `: ` needs quotes; or the line above is not finished, or this one is indented too far"
        case "did not find expected key", "did not find expected '-' indicator":
            "this line is indented differently from the ones that it belongs to"
        case "could not find expected ':'":
            "a key is followed by a colon and a space; a note for people begins with `#`"
        case "found character that cannot start any token": "a text that begins with this character needs quotes"
        case "found unexpected end of stream", "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "a quote, a bracket or a brace is opened and not closed"
        default: nil
        }
    }
}
