import Text

/// Finds what must not be printed of a line: all that is not known to be no secret.
///
/// Known are the words of the language, the characters between words, and the stretches that were shown. In a file that is
/// wrong, a secret may be anywhere, also in a comment or in the place of a key.
enum LineMask {
    /// - Parameters:
    ///   - shown: stretches of the line, in any order.
    ///   - words: words that may be printed wherever they are.
    /// - Returns: the masked stretches in order. One goes on to the last unknown word before a known one.
    static func stretches(
        of line: Range<Int>, in bytes: [UInt8], shown: [Range<Int>], words: Set<String>
    ) -> [Range<Int>] {
        var masked: [Range<Int>] = []
        var isOpen = false
        var index = line.lowerBound
        func mask(to end: Int) {
            while index < end {
                let word = bytes[index..<end].prefix(while: isWordByte)
                index = max(word.endIndex, index + 1)
                if word.isEmpty { continue }
                let isKnown = isKnown(word, words)
                if isOpen, !isKnown {
                    masked[masked.count - 1] = masked[masked.count - 1].lowerBound..<word.endIndex
                } else if !isKnown {
                    masked.append(word.indices)
                }
                isOpen = !isKnown
            }
        }
        for stretch in shown.sorted(by: { $0.lowerBound < $1.lowerBound }) where !stretch.isEmpty {
            mask(to: stretch.lowerBound)
            index = max(index, stretch.upperBound)
            isOpen = false
        }
        mask(to: line.upperBound)
        return masked
    }

    /// Whether a word is one of the language, or the name of an environment variable: no secret has only capital letters
    /// and underscores.
    private static func isKnown(_ word: ArraySlice<UInt8>, _ words: Set<String>) -> Bool {
        if word.contains(UInt8(ascii: "_")), word.allSatisfy({ ASCII.isUpper($0) || $0 == UInt8(ascii: "_") }) {
            return true
        }
        return words.contains(String(decoding: word, as: UTF8.self))
    }

    /// All but what YAML writes between words.
    private static func isWordByte(_ byte: UInt8) -> Bool { isWord[Int(byte)] }

    private static let isWord: [Bool] = {
        let others = Set(" \t\r\n:,{}[]\"'#-|>?&*!%@`".utf8)
        return (UInt8.min...UInt8.max).map { !others.contains($0) }
    }()
}
