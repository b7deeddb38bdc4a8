// A quoted line must never show a secret. The compiler hides what it knows to be one (`SourceText.hide`). But a file
// that is not YAML has no tree, so what *looks* like a secret is masked as well, by nothing but the text around it.
// Hiding too much only costs a little context.

extension SourceText {
    /// The stretches of a line that must not be printed, in order and without overlaps.
    func maskedRanges(inLine number: Int) -> [Range<Int>] {
        let range = line(number)
        var masked = secrets(overlapping: range)
        if let guess = secretByItsKey(range) ?? secretByTheKeyAbove(number) { masked.append(guess) }
        masked += partsOfURLs(range)
        return Self.merged(masked)
    }

    /// The value behind a key such as `token:`, unless it is a reference.
    private func secretByItsKey(_ line: Range<Int>) -> Range<Int>? {
        for colon in line where bytes[colon] == UInt8(ascii: ":") && isBlank(colon + 1, in: line) {
            var keyStart = colon
            while keyStart > line.lowerBound, isKeyByte(bytes[keyStart - 1]) { keyStart -= 1 }
            guard Self.namesSecret(bytes[keyStart..<colon]) else { continue }
            var value = colon + 1
            while value < line.upperBound, isBlank(value, in: line) { value += 1 }
            let rest = value..<line.upperBound
            if !rest.isEmpty, !isReference(bytes[rest]) { return rest }
        }
        return nil
    }

    /// A line below `token:`: an item of a list, text of several lines, or what a bracket or a quote goes on with.
    private func secretByTheKeyAbove(_ number: Int) -> Range<Int>? {
        let content = trimmed(line(number))
        guard !content.isEmpty, !isReference(bytes[content]) else { return nil }
        let own = content.lowerBound - line(number).lowerBound
        let isItem = bytes[content.lowerBound] == UInt8(ascii: "-")
        for above in stride(from: number - 1, through: max(1, number - 50), by: -1) {
            let whole = trimmed(line(above))
            // The first key of a binding stands behind the hyphen of its list.
            var text = whole
            while text.count > 1, bytes[text.lowerBound] == UInt8(ascii: "-"), isBlank(text.lowerBound + 1, in: text) {
                text = trimmed(text.lowerBound + 1..<text.upperBound)
            }
            guard !text.isEmpty else { continue }
            let indentation = text.lowerBound - line(above).lowerBound
            // Neighbours of the line, and what lies below them, say nothing about it.
            if indentation > own || (indentation == own && (!isItem || text != whole)) { continue }
            guard let colon = text.first(where: { bytes[$0] == UInt8(ascii: ":") && isBlank($0 + 1, in: text) }) else {
                return nil
            }
            var keyStart = colon
            while keyStart > text.lowerBound, isKeyByte(bytes[keyStart - 1]) { keyStart -= 1 }
            return Self.namesSecret(bytes[keyStart..<colon]) ? content : nil
        }
        return nil
    }

    /// User name, password and query of what looks like a URL.
    private func partsOfURLs(_ line: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = line.lowerBound
        while index + 3 <= line.upperBound {
            guard bytes[index..<index + 3].elementsEqual("://".utf8) else {
                index += 1
                continue
            }
            let start = index + 3
            var end = start
            while end < line.upperBound, !isBlank(end, in: line), bytes[end] != UInt8(ascii: "\"") { end += 1 }
            let authorityEnd =
                (start..<end).first { bytes[$0] == UInt8(ascii: "/") || bytes[$0] == UInt8(ascii: "?") } ?? end
            if let at = (start..<authorityEnd).last(where: { bytes[$0] == UInt8(ascii: "@") }) {
                found.append(start..<at)
            }
            if let query = (authorityEnd..<end).first(where: { bytes[$0] == UInt8(ascii: "?") }), query + 1 < end {
                found.append(query + 1..<end)
            }
            index = max(end, start)
        }
        return found
    }

    private func trimmed(_ line: Range<Int>) -> Range<Int> {
        var start = line.lowerBound
        while start < line.upperBound, isBlank(start, in: line) { start += 1 }
        return start..<line.upperBound
    }

    private func isBlank(_ index: Int, in line: Range<Int>) -> Bool {
        index >= line.upperBound || bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t")
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "'")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func namesSecret(_ key: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: key, as: UTF8.self).lowercased()
        return ["token", "tokn", "secret", "key", "passw"].contains { name.contains($0) }
    }

    /// Whether a value refers to a secret instead of being one, or is the mere beginning of something longer.
    private func isReference(_ value: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: value, as: UTF8.self)
        if ["#", "|", ">", "&", "*", "{}", "[]"].contains(where: { text.hasPrefix($0) }) { return true }
        let opened = text.drop { $0 == "-" || $0 == " " || $0 == "[" || $0 == "{" || $0 == "\"" }
        return ["env", "file"].contains { name in
            opened.hasPrefix(name) && opened.dropFirst(name.count).drop { $0 == "\"" || $0 == " " }.hasPrefix(":")
        }
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
