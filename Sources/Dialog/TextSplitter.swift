/// Cuts long texts into parts that LiveTex can be expected to take.
enum TextSplitter {
    /// The most UTF-16 units that go in one text.
    ///
    /// LiveTex publishes no limit. Chat services commonly take 4,000 and count in UTF-16 units.
    static let limit = 4000

    /// The text in parts of at most `limit` units, cut after a paragraph, else a line, else a sentence, else a word,
    /// else between two whole characters. Joined, the parts are the text again.
    ///
    /// A single character of more units than the limit stays whole: half of it would be another character.
    static func split(_ text: String, limit: Int = limit, first: Int? = nil) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        var room = max(1, first ?? limit)
        while rest.utf16.count > room {
            let end = cut(rest, room: room)
            parts.append(String(rest[..<end]))
            rest = rest[end...]
            room = limit
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(String(rest)) }
        return parts
    }

    /// Where to cut a text that does not fit.
    private static func cut(_ text: Substring, room: Int) -> Substring.Index {
        var fits = text.startIndex
        var used = 0
        var candidates: [Boundary: Substring.Index] = [:]
        var previous: Character = " "
        while fits < text.endIndex {
            let character = text[fits]
            used += character.utf16.count
            if used > room { break }
            let next = text.index(after: fits)
            if let boundary = Boundary(after: character, following: previous) { candidates[boundary] = next }
            previous = character
            fits = next
        }
        guard fits > text.startIndex else { return text.index(after: fits) }
        // A boundary in the first half would leave a part needlessly short.
        let middle = text.utf16.index(text.startIndex, offsetBy: room / 2, limitedBy: text.endIndex) ?? text.startIndex
        for boundary in Boundary.allCases {
            if let place = candidates[boundary], place > middle { return place }
        }
        return fits
    }

    /// Places where a reader does not mind a cut, the best first.
    private enum Boundary: CaseIterable {
        case paragraph, line, sentence, word

        init?(after character: Character, following previous: Character) {
            switch (character.isNewline, character.isWhitespace, previous) {
            case (true, _, let before) where before.isNewline: self = .paragraph
            case (true, _, _): self = .line
            case (_, true, "."), (_, true, "!"), (_, true, "?"), (_, true, "…"): self = .sentence
            case (_, true, _): self = .word
            default: return nil
            }
        }
    }
}
