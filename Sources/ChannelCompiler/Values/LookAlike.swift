/// Characters that are not the ones they seem to be: letters of other alphabets, spaces that are none, and what cannot
/// be seen at all.
enum LookAlike {
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = Dictionary(
        uniqueKeysWithValues: zip(
            "асеорхуіјѕкмтһԁԛԝАВЕКМНОРСТХУІЈЅοαινρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ".unicodeScalars,
            "aceopxyijskmthdqwABEKMHOPCTXYIJSoaivpABEZHIKMNOPTYX".unicodeScalars))

    private static let invisible: [Unicode.Scalar: String] = [
        "\u{AD}": "soft hyphen", "\u{200B}": "zero width space", "\u{200C}": "zero width non-joiner",
        "\u{200D}": "zero width joiner", "\u{200E}": "left-to-right mark", "\u{200F}": "right-to-left mark",
        "\u{2060}": "word joiner", "\u{FEFF}": "byte order mark",
    ]

    /// Whether it looks like a space and is not one to YAML.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar != " " && scalar.properties.generalCategory == .spaceSeparator
    }

    /// Whether nothing of it can be seen.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint || scalar.value < 0x20
    }

    /// A pattern of a JSON Schema: something can be seen.
    static let visible =
        "[^\\s\\u0000-\\u001F\\u00AD\\u034F\\u061C\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFE00-\\uFE0F\\uFEFF]"

    /// What a text seems to be.
    static func fold(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 > 0x7F }) else { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where invisible[scalar] == nil {
            folded.append(isSpace(scalar) ? " " : letters[scalar] ?? scalar)
        }
        return String(folded)
    }

    /// A help, and the first character that makes a text another one than it seems to be; nothing of it when the text does
    /// not seem to be ASCII.
    static func explained(_ help: String, _ text: String) -> String {
        guard fold(text).utf8.allSatisfy({ $0 < 0x80 }),
            let scalar = text.unicodeScalars.first(where: { $0.value > 0x7F })
        else { return help }
        guard letters[scalar] != nil else { return "\(help) (\(name(scalar)) is in it)" }
        let alphabet = scalar.value < 0x400 ? "Greek" : "Cyrillic"
        return "\(help) (the `\(scalar)` in it is a \(alphabet) letter, \(codePoint(scalar)))"
    }

    /// What a character that is no letter is called: `a non-breaking space, U+00A0,`.
    static func name(_ scalar: Unicode.Scalar) -> String {
        let space = scalar == "\u{A0}" || scalar == "\u{202F}" ? "non-breaking space" : "space of another kind"
        return "a \(invisible[scalar] ?? space), \(codePoint(scalar)),"
    }

    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
