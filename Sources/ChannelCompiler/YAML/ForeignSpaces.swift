/// Finds spaces that YAML does not take for spaces, such as the non-breaking one, where one belongs: in an indentation,
/// behind a colon, between entries in braces. In a text for people they may stand.
struct ForeignSpaces {
    private static let keys = Set(Field.allCases.map(\.key) + ["env", "file"])
    private let bytes: [UInt8]
    private var found: [Range<Int>] = []

    /// The stretches, in their order.
    static func find(_ bytes: [UInt8]) -> [Range<Int>] {
        var search = ForeignSpaces(bytes: bytes)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
            search.inspect(start..<end)
            start = end + 1
        }
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
            let length = Self.length(bytes[index..<line.upperBound])
            guard length > 0 else {
                let byte = bytes[index]
                if byte == UInt8(ascii: "#"), before == UInt8(ascii: "\n") || before == UInt8(ascii: " "), !isQuoted {
                    return
                }
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                before = byte
                index += 1
                continue
            }
            var end = index + length
            while case let next = Self.length(bytes[end..<line.upperBound]), next > 0 { end += next }
            if index < content || (!isQuoted && isSeparator(index..<end, before, line)) { found.append(index..<end) }
            before = UInt8(ascii: " ")
            index = end
        }
    }

    /// Where the indentation ends, with the hyphens of items; the line's beginning when none of the language stands
    /// there, so that it may be a text.
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
            hasHyphen && index < line.upperBound && (Self.isWord(bytes[index]) || bytes[index] == UInt8(ascii: "{"))
        return isItem || isKey(index, line) ? index : line.lowerBound
    }

    /// Whether YAML needs a space, or ignores one, between what stands around a stretch.
    private func isSeparator(_ space: Range<Int>, _ before: UInt8, _ line: Range<Int>) -> Bool {
        switch before {
        case UInt8(ascii: ":"):
            let word = bytes[line.lowerBound..<space.lowerBound - 1].reversed().prefix(while: Self.isWord).reversed()
            return Self.keys.contains(String(decoding: word, as: UTF8.self))
        case UInt8(ascii: "{"), UInt8(ascii: ","): return isKey(space.upperBound, line)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return space.upperBound == line.upperBound
        default: return false
        }
    }

    /// Whether a key of the language stands at a place.
    private func isKey(_ start: Int, _ line: Range<Int>) -> Bool {
        let word = bytes[start..<line.upperBound].prefix(while: Self.isWord)
        guard word.endIndex < line.upperBound, bytes[word.endIndex] == UInt8(ascii: ":"),
            isBlank(word.endIndex + 1, line)
        else { return false }
        return Self.keys.contains(String(decoding: word, as: UTF8.self))
    }

    private func isBlank(_ index: Int, _ line: Range<Int>) -> Bool {
        index >= line.upperBound || bytes[index] == UInt8(ascii: " ") || Self.length(bytes[index..<line.upperBound]) > 0
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// How many bytes such a space at the beginning has; 0 when there is none.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int {
        switch bytes.first {
        case 0xC2: bytes.starts(with: [0xC2, 0xA0]) ? 2 : 0
        case 0xE1, 0xE2, 0xE3:
            String(decoding: bytes.prefix(3), as: UTF8.self).unicodeScalars.first.map(LookAlike.isSpace) == true ? 3 : 0
        default: 0
        }
    }
}
