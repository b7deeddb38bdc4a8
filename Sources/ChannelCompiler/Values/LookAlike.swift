/// Characters that are not the ones they seem to be: letters of other alphabets, spaces that are none, and what cannot
/// be seen at all.
enum LookAlike {
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = {
        let cyrillic = zip(
            "асеорхуіјѕкмтһԁԛԝАВЕКМНОРСТХУІЈЅ".unicodeScalars, "aceopxyijskmthdqwABEKMHOPCTXYIJS".unicodeScalars)
        let greek = zip("οαινρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ".unicodeScalars, "oaivpABEZHIKMNOPTYX".unicodeScalars)
        return Dictionary(uniqueKeysWithValues: Array(cyrillic) + Array(greek))
    }()

    private static let invisible: [Unicode.Scalar: String] = [
        "\u{AD}": "soft hyphen", "\u{200B}": "zero width space", "\u{200C}": "zero width non-joiner",
        "\u{200D}": "zero width joiner", "\u{200E}": "left-to-right mark", "\u{200F}": "right-to-left mark",
        "\u{2060}": "word joiner", "\u{FEFF}": "byte order mark",
    ]

    /// Whether it looks like a space and is not one to YAML.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar != " " && scalar.properties.generalCategory == .spaceSeparator
    }

    /// What a text seems to be.
    static func fold(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 > 0x7F }) else { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where invisible[scalar] == nil {
            folded.append(isSpace(scalar) ? " " : letters[scalar] ?? scalar)
        }
        return String(folded)
    }

    /// Names the first character that makes a text another one than it seems to be; nil when there is none, or when the
    /// text does not seem to be ASCII.
    static func note(_ text: String) -> String? {
        guard text.utf8.contains(where: { $0 > 0x7F }), fold(text).utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return text.unicodeScalars.first { $0.value > 0x7F }.map(note)
    }

    /// A help, and what in a text is not what it seems to be.
    static func explained(_ help: String, _ text: String) -> String {
        note(text).map { "\(help) (\($0))" } ?? help
    }

    private static func note(_ scalar: Unicode.Scalar) -> String {
        letters[scalar] == nil
            ? "\(name(scalar)), is in it"
            : "the `\(scalar)` in it is a \(scalar.value < 0x400 ? "Greek" : "Cyrillic") letter, \(codePoint(scalar))"
    }

    /// What a character that is no letter is called: `a non-breaking space, U+00A0`.
    static func name(_ scalar: Unicode.Scalar) -> String {
        let name =
            scalar == "\u{A0}" || scalar == "\u{202F}"
            ? "non-breaking space" : invisible[scalar] ?? "space of another kind"
        return "a \(name), \(codePoint(scalar))"
    }

    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
