import Diagnostics
import Text

/// Finds spaces that YAML does not take for spaces, such as the non-breaking one, where one belongs: in an indentation,
/// after a colon, between entries in braces. They are allowed in a text for people.
struct ForeignSpaces {
    private static let keys = Set(Field.allCases.map(\.key) + ["env", "file"])
    private let bytes: [UInt8]
    private var found: [Range<Int>] = []

    /// The stretches, in their order.
    static func find(_ source: SourceText) -> [Range<Int>] {
        var search = ForeignSpaces(bytes: source.bytes)
        for line in Lines(source.bytes) { search.inspect(line) }
        return search.found
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func inspect(_ line: Range<Int>) {
        guard bytes[line].contains(where: { $0 > 0x7F }) else { return }
        let content = content(line)
        var isQuoted = false
        var before = UInt8(ascii: "\n")
        var index = line.lowerBound
        while index < line.upperBound {
            var end = index
            while case let length = Self.length(bytes[end..<line.upperBound]), length > 0 { end += length }
            if end > index {
                if index < content || !isQuoted && isSeparator(index..<end, before, line) { found.append(index..<end) }
                before = UInt8(ascii: " ")
                index = end
            } else {
                let byte = bytes[index]
                if byte == UInt8(ascii: "#"), before == UInt8(ascii: "\n") || before == UInt8(ascii: " "), !isQuoted {
                    return
                }
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                before = byte
                index += 1
            }
        }
    }

    /// Where the indentation ends, with the hyphens of items; the line's beginning when no key or item of the language
    /// follows, so that the line may be a part of a text.
    private func content(_ line: Range<Int>) -> Int {
        var index = line.lowerBound
        var hasHyphen = false
        while index < line.upperBound {
            let length = Self.length(bytes[index..<line.upperBound])
            let isHyphen = bytes[index] == UInt8(ascii: "-") && isBlank(index + 1, line)
            guard length > 0 || isHyphen || bytes[index] == UInt8(ascii: " ") else { break }
            hasHyphen = hasHyphen || isHyphen
            index += max(1, length)
        }
        let isItem =
            hasHyphen && index < line.upperBound && (ASCII.isWord(bytes[index]) || bytes[index] == UInt8(ascii: "{"))
        return isItem || isKey(index, line) ? index : line.lowerBound
    }

    /// Whether YAML needs a space, or ignores one, at a stretch.
    private func isSeparator(_ space: Range<Int>, _ before: UInt8, _ line: Range<Int>) -> Bool {
        switch before {
        case UInt8(ascii: ":"):
            let word = bytes[line.lowerBound..<space.lowerBound - 1].reversed().prefix(while: ASCII.isWord).reversed()
            return Self.keys.contains(String(decoding: word, as: UTF8.self))
        case UInt8(ascii: "{"), UInt8(ascii: ","): return isKey(space.upperBound, line)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return space.upperBound == line.upperBound
        default: return false
        }
    }

    /// Whether there is a key of the language at a place.
    private func isKey(_ start: Int, _ line: Range<Int>) -> Bool {
        let word = bytes[start..<line.upperBound].prefix(while: ASCII.isWord)
        return word.endIndex < line.upperBound && bytes[word.endIndex] == UInt8(ascii: ":")
            && isBlank(word.endIndex + 1, line) && Self.keys.contains(String(decoding: word, as: UTF8.self))
    }

    private func isBlank(_ index: Int, _ line: Range<Int>) -> Bool {
        index >= line.upperBound || bytes[index] == UInt8(ascii: " ") || Self.length(bytes[index..<line.upperBound]) > 0
    }

    /// How many bytes such a space at the beginning has; 0 when there is none.
    private static func length(_ bytes: ArraySlice<UInt8>) -> Int {
        switch bytes.first {
        case 0xC2: bytes.starts(with: [0xC2, 0xA0]) ? 2 : 0
        case 0xE1, 0xE2, 0xE3:
            String(decoding: bytes.prefix(3), as: UTF8.self).unicodeScalars.first.map(LookAlike.isSpace) == true ? 3 : 0
        default: 0
        }
    }
}
