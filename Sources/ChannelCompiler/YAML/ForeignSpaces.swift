import Diagnostics
import Text

/// Finds spaces that YAML does not take for spaces, such as the non-breaking one, where one belongs: before and after a
/// key of the language, and after a closing brace. They are allowed in a text for people.
enum ForeignSpaces {
    /// The stretches, in their order.
    static func find(_ source: SourceText) -> [Range<Int>] {
        // Most files have no byte with which such a space begins.
        let isPossible = source.bytes.withUnsafeBufferPointer { bytes in
            bytes.contains { $0 == 0xC2 || $0 & 0xFC == 0xE0 }
        }
        guard isPossible else { return [] }
        let keys = Set(Field.allCases.map(\.key) + ["env", "file"])
        // No step back in a run of spaces, so that the time is linear.
        let pattern = /(?:^|[{,])([-\p{Zs}]*+)([a-z_]+):(\p{Zs}*+)|[}\]](\p{Zs}++)$/
        return Lines(source.bytes).flatMap { line -> [Range<Int>] in
            guard source.bytes[line].contains(where: { $0 > 0x7F }) else { return [] }
            let text = String(decoding: source.bytes[line], as: UTF8.self)
            // Bytes that are not UTF-8 would shift the places.
            guard text.utf8.count == line.count, text.unicodeScalars.contains(where: LookAlike.isSpace) else {
                return []
            }
            var found: [Range<Int>] = []
            var isQuoted = false
            var end = text.startIndex
            for match in text.matches(of: pattern) {
                let quotes = text.utf8[end..<match.range.lowerBound].count { $0 == UInt8(ascii: "\"") }
                isQuoted = isQuoted != (quotes % 2 == 1)
                end = match.range.lowerBound
                guard !isQuoted, match.2.map({ keys.contains(String($0)) }) ?? true else { continue }
                for part in [match.1, match.3, match.4].compactMap(\.self) {
                    for index in part.unicodeScalars.indices where LookAlike.isSpace(part.unicodeScalars[index]) {
                        let start = line.lowerBound + text.utf8.distance(from: text.startIndex, to: index)
                        let last = found.last.flatMap { $0.upperBound == start ? found.popLast() : nil }
                        found.append((last?.lowerBound ?? start)..<start + part.unicodeScalars[index].utf8.count)
                    }
                }
            }
            return found
        }
    }
}
