import Text

/// What must never be printed of a file.
///
/// The compiler knows which values are secret and hides them. Of a part with a syntax error nothing is known, so only
/// words of the language are shown. Comments and the user names, passwords and queries of addresses are always hidden.
struct Secrets {
    private var hidden = Stretches()
    private var unclear = Stretches()
    /// The words that may be shown in a stretch of which nothing is known.
    private var words: Set<String> = []
    /// The masks of lines: a line may have many problems.
    private var masks: [Range<Int>: [Range<Int>]] = [:]

    mutating func hide(_ range: Range<Int>) {
        hidden.add(range)
        masks = [:]
    }

    mutating func hide(_ range: Range<Int>, exceptWords words: Set<String>) {
        unclear.add(range)
        self.words = words
        masks = [:]
    }

    /// The stretches in a line that are masked, in order and without overlaps.
    mutating func mask(_ line: Range<Int>, of bytes: [UInt8]) -> [Range<Int>] {
        if let known = masks[line] { return known }
        var found = hidden(in: line, of: bytes) + Self.partsOfAddresses(line, bytes)
        if let comment = Self.comment(line, bytes) { found.append(comment) }
        var merged: [Range<Int>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        masks[line] = merged
        return merged
    }

    /// The stretches in a range that were hidden, in any order.
    mutating func hidden(in range: Range<Int>, of bytes: [UInt8]) -> [Range<Int>] {
        hidden.overlapping(range) + unclear.overlapping(range).flatMap { unknownWords($0, bytes) }
    }

    // MARK: Parts of which nothing is known

    /// The words of a stretch that are not known. One goes on to the last of them before a known word.
    private func unknownWords(_ range: Range<Int>, _ bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var isOpen = false
        var index = range.lowerBound
        while index < range.upperBound {
            guard Self.isWordByte(bytes[index]) else {
                index += 1
                continue
            }
            let word = bytes[index..<range.upperBound].prefix(while: Self.isWordByte)
            index = word.endIndex
            if isKnown(word) {
                isOpen = false
            } else if isOpen {
                found[found.count - 1] = found[found.count - 1].lowerBound..<word.endIndex
            } else {
                found.append(word.startIndex..<word.endIndex)
                isOpen = true
            }
        }
        return found
    }

    /// Whether a word is one of the language, or the name of an environment variable: no secret has only capital letters
    /// and underscores.
    private func isKnown(_ word: ArraySlice<UInt8>) -> Bool {
        if words.contains(String(decoding: word, as: UTF8.self)) { return true }
        return word.contains(UInt8(ascii: "_"))
            && word.allSatisfy { ASCII.isUpper($0) || $0 == UInt8(ascii: "_") }
    }

    /// All but what YAML writes between words.
    private static func isWordByte(_ byte: UInt8) -> Bool { !" \t\r\n:,{}[]\"'#-|>?&*!%@`".utf8.contains(byte) }

    // MARK: What is hidden in every line

    /// What follows ` #`. Inside a text in quotes it is no comment; then a part of the text is hidden.
    private static func comment(_ line: Range<Int>, _ bytes: [UInt8]) -> Range<Int>? {
        let mark = line.first { index in
            bytes[index] == UInt8(ascii: "#") && (index == line.lowerBound || ASCII.isBlank(bytes[index - 1]))
        }
        guard let mark else { return nil }
        let text = bytes[(mark + 1)..<line.upperBound].drop(while: ASCII.isBlank)
        return text.isEmpty ? nil : text.startIndex..<line.upperBound
    }

    /// User name, password, query and fragment of what looks like an address, even if it is malformed.
    private static func partsOfAddresses(_ line: Range<Int>, _ bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        let text = bytes[line]
        let slashes = line.dropFirst().first { index in
            isSlash(bytes[index]) && (bytes[index - 1] == UInt8(ascii: ":") || isSlash(bytes[index - 1]))
        }
        if let at = text.lastIndex(of: UInt8(ascii: "@")) {
            var start = slashes.flatMap { $0 < at ? $0 : nil }
            if start == nil {
                let word = text[..<at].lastIndex { ASCII.isBlank($0) || isQuote($0) }.map { $0 + 1 } ?? line.lowerBound
                // An address of mail has no colon.
                if bytes[word..<at].contains(UInt8(ascii: ":")) { start = word }
            }
            if var start {
                while start < at, isSlash(bytes[start]) { start += 1 }
                if start < at { found.append(start..<at) }
            }
        }
        if let slashes {
            let tail = bytes[slashes..<line.upperBound].prefix { !ASCII.isBlank($0) }
            if let mark = tail.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
                let close = tail.lastIndex(where: isQuote).flatMap { $0 > mark ? $0 : nil } ?? tail.endIndex
                if mark + 1 < close { found.append(mark + 1..<close) }
            }
        }
        return found
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    private static func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
}

/// Stretches of a file, found by their place.
private struct Stretches {
    private var all: [Range<Int>] = []
    private var isSorted = true

    mutating func add(_ range: Range<Int>) {
        if let last = all.last, last.upperBound > range.lowerBound { isSorted = false }
        all.append(range)
    }

    /// The stretches that reach into a range, cut to it.
    mutating func overlapping(_ range: Range<Int>) -> [Range<Int>] {
        if !isSorted { sort() }
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return all[low...].prefix { $0.lowerBound < range.upperBound }.map { $0.clamped(to: range) }
    }

    /// Sorts and merges, so that neither the beginnings nor the ends go backwards.
    private mutating func sort() {
        var merged: [Range<Int>] = []
        for range in all.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        (all, isSorted) = (merged, true)
    }
}
