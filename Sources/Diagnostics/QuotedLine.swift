/// A line of a file as it is shown below a message, with the underline that belongs below it.
///
/// Secrets are masked, and characters that could control a terminal are replaced. Both change the line's width, so the underline
/// is measured on what is shown, not on what the file holds.
struct QuotedLine {
    /// The line to show.
    let text: String
    /// What is before the underline: spaces, and the line's own tabs, so that it fits under any tab width.
    let padding: String
    /// How many cells are underlined; at least one.
    let cells: Int

    /// What a secret is shown as.
    static let mask = "***"
    /// Of a line of more bytes only the part around the problem is shown.
    private static let widest = 240

    /// Quotes the line of a span's beginning; nil when there is nothing to show.
    init?(_ source: SourceText, _ span: Span) {
        let line = source.line(span.start.line)
        guard SourceText.isQuoted(line) else { return nil }
        let start = min(max(span.start.offset, line.lowerBound), line.upperBound)
        let end = min(max(span.end.offset, start), line.upperBound)

        var text = ""
        var padding = ""
        var cells = 0
        for piece in Self.pieces(source, line: line, around: start) {
            text += piece.text
            if piece.range.upperBound <= start, !piece.range.isEmpty {
                padding += piece.text == "\t" ? "\t" : String(repeating: " ", count: piece.cells)
            } else if piece.range.isEmpty {
                // The dots in the place of a part left out.
                if piece.range.lowerBound <= start { padding += " " }
            } else if piece.range.lowerBound < end {
                cells += piece.cells
            }
        }
        self.text = text
        self.padding = padding
        self.cells = max(1, cells)
    }

    private struct Piece {
        var text: String
        var cells: Int
        var range: Range<Int>
    }

    /// The line cut into what is shown as a whole: characters and masks.
    private static func pieces(_ source: SourceText, line: Range<Int>, around start: Int) -> [Piece] {
        var window = line
        if line.count > widest {
            window = max(line.lowerBound, start - widest / 3)..<min(line.upperBound, start + widest * 2 / 3)
            window = boundary(window.lowerBound, source.bytes)..<boundary(window.upperBound, source.bytes)
        }
        var pieces: [Piece] = []
        if window.lowerBound > line.lowerBound {
            pieces.append(Piece(text: "…", cells: 1, range: window.lowerBound..<window.lowerBound))
        }
        var index = window.lowerBound
        for secret in source.maskedRanges(inLine: source.position(at: line.lowerBound).line) {
            let hidden = secret.clamped(to: window)
            guard !hidden.isEmpty else { continue }
            pieces += characters(source.bytes, index..<hidden.lowerBound)
            pieces.append(Piece(text: mask, cells: mask.count, range: hidden))
            index = hidden.upperBound
        }
        pieces += characters(source.bytes, index..<max(index, window.upperBound))
        if window.upperBound < line.upperBound {
            pieces.append(Piece(text: "…", cells: 1, range: line.upperBound..<line.upperBound))
        }
        return pieces
    }

    /// Moves an offset back to the beginning of its code point.
    private static func boundary(_ offset: Int, _ bytes: [UInt8]) -> Int {
        var offset = offset
        while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
        return offset
    }

    private static func characters(_ bytes: [UInt8], _ range: Range<Int>) -> [Piece] {
        var text = String(decoding: bytes[range], as: UTF8.self)
        let isValid = text.utf8.elementsEqual(bytes[range])
        // Of what is not UTF-8, each byte is a character.
        if !isValid { text = String(bytes[range].map { $0 < 0x80 ? Character(Unicode.Scalar($0)) : "\u{FFFD}" }) }
        var pieces: [Piece] = []
        var offset = range.lowerBound
        for character in text {
            let length = isValid ? character.utf8.count : character.unicodeScalars.count
            let shown = character == "\t" ? "\t" : printable(character)
            pieces.append(
                Piece(
                    text: shown, cells: shown.reduce(0) { $0 + DisplayWidth.cells(of: $1) },
                    range: offset..<offset + length))
            offset += length
        }
        return pieces
    }

    private static func printable(_ character: Character) -> String {
        if character.unicodeScalars.allSatisfy(\.isPrintable) { return String(character) }
        return String(String.UnicodeScalarView(character.unicodeScalars.map { $0.isPrintable ? $0 : "\u{FFFD}" }))
    }
}
