/// How many cells of a terminal a text takes.
///
/// A caret is at the right place only if the text before it is measured as the terminal draws it: East Asian wide characters and
/// emoji take two cells, combining marks none. A joined sequence (a family, a flag) is measured as one emoji.
public enum DisplayWidth {
    /// The cells of one character; a tab counts 1 here, because it is kept as a tab.
    public static func cells(of character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // U+FE0F asks for the coloured form, which is wide.
            if scalar.value == 0xFE0F { return 2 }
            width = max(width, cells(of: scalar))
        }
        return width
    }

    /// The cells of one code point alone.
    public static func cells(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
    }

    /// The blocks that Unicode's EastAsianWidth.txt marks wide or full-width, without those that are emoji anyway.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
