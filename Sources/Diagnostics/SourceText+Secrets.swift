// A quoted line must never show a secret. The compiler hides what it knows to be one (`SourceText.hide`). But a file
// that is not YAML has no tree, so what *looks* like a secret is masked as well, by nothing but the text around it.
// Hiding too much only costs a little context.

extension SourceText {
    /// Whether a stretch of one line would be masked, in whole or in part, so that its words must not be repeated either.
    public func isHidden(_ range: Range<Int>) -> Bool {
        maskedRanges(inLine: position(at: range.lowerBound).line).contains { $0.overlaps(range) }
    }

    /// The stretches of a line that must not be printed, in order and without overlaps.
    func maskedRanges(inLine number: Int) -> [Range<Int>] {
        let range = line(number)
        let content = trimmed(range)
        var masked = secrets(overlapping: range) + secretsByTheirKeys(range) + partsOfAddresses(range)
        if !content.isEmpty, continuesASecret(number, content) { masked.append(content) }
        return Self.merged(masked)
    }

    // MARK: Keys

    /// What stands behind keys such as `token:`, unless it is a reference.
    private func secretsByTheirKeys(_ line: Range<Int>) -> [Range<Int>] {
        secretValues(line).compactMap { value in
            let hidden = hiddenPart(of: value)
            return hidden.isEmpty ? nil : hidden
        }
    }

    /// The values of the secret keys of a line, each to the line's end. Whatever people write for a colon separates.
    private func secretValues(_ line: Range<Int>) -> [Range<Int>] {
        var values: [Range<Int>] = []
        var index = line.lowerBound
        let start = trimmed(afterMarks(trimmed(line))).lowerBound
        while index < line.upperBound {
            guard isKeyByte(bytes[index]) else {
                index += 1
                continue
            }
            let word = index..<(bytes[index..<line.upperBound].firstIndex { !isKeyByte($0) } ?? line.upperBound)
            index = word.upperBound
            var behind = word.upperBound
            if behind < line.upperBound, isQuote(bytes[behind]) { behind += 1 }
            behind = skipBlanks(behind, in: line)
            if let end = separatorEnd(behind, in: line) {
                guard SecretWords.name(bytes[word]) else { continue }
                let value = skipBlanks(end, in: line)..<line.upperBound
                // In an address the quotation mark around it is the end.
                let isParameter = bytes[behind] == UInt8(ascii: "=")
                let quote = isParameter ? value.first { $0 > value.lowerBound && isQuote(bytes[$0]) } : nil
                values.append(value.lowerBound..<(quote ?? value.upperBound))
            } else if behind > word.upperBound,
                word.lowerBound <= start + 1 ? SecretWords.name(bytes[word]) : SecretWords.precede(bytes[word])
            {
                // `token abc: x`, `Bearer abc`.
                values.append(behind..<line.upperBound)
            }
        }
        return values
    }

    /// The part of a value that is no reference; empty when all of it is one.
    ///
    /// - Parameter inBraces: whether another key may follow, as in a mapping in braces.
    private func hiddenPart(of value: Range<Int>, inBraces: Bool = true) -> Range<Int> {
        let none = value.upperBound..<value.upperBound
        var rest = value
        // A bracket belongs to what it opens.
        var opened: Int?
        while true {
            rest = trimmed(rest)
            guard let first = rest.first else { return none }
            if let end = referenceEnd(rest) {
                rest = end..<rest.upperBound
                opened = nil
            } else if isBlockMark(rest) {
                return none
            } else if "[{".utf8.contains(bytes[first]) {
                opened = opened ?? first
                rest = (first + 1)..<rest.upperBound
            } else if "]}".utf8.contains(bytes[first])
                || bytes[first] == UInt8(ascii: "-") && isBlank(first + 1, in: rest)
            {
                rest = (first + 1)..<rest.upperBound
            } else if bytes[first] == UInt8(ascii: ",") {
                rest = (first + 1)..<rest.upperBound
                // If that key is secret too, it is looked at by itself.
                if inBraces, isKey(trimmed(rest)) { return none }
            } else {
                return (opened ?? first)..<rest.upperBound
            }
        }
    }

    /// Where `{env: NAME}` or `{file: PATH}` ends at the beginning of some text; nil when something else stands there.
    private func referenceEnd(_ text: Range<Int>) -> Int? {
        guard !text.isEmpty, bytes[text.lowerBound] == UInt8(ascii: "{") else { return nil }
        var index = text.lowerBound + 1
        while true {
            guard let end = entryEnd(skipBlanks(index, in: text), in: text) else { return nil }
            index = skipBlanks(end, in: text)
            guard index < text.upperBound else { return nil }
            if bytes[index] == UInt8(ascii: "}") { return index + 1 }
            guard bytes[index] == UInt8(ascii: ",") else { return nil }
            index += 1
        }
    }

    /// Where `env: NAME` or `file: PATH` ends.
    private func entryEnd(_ start: Int, in text: Range<Int>) -> Int? {
        guard let key = ["env", "file"].first(where: { bytes[start..<text.upperBound].starts(with: $0.utf8) }) else {
            return nil
        }
        var index = start + key.utf8.count
        guard index < text.upperBound, bytes[index] == UInt8(ascii: ":") else { return nil }
        index = skipBlanks(index + 1, in: text)
        let quote = index < text.upperBound && isQuote(bytes[index]) ? bytes[index] : nil
        if quote != nil { index += 1 }
        let end =
            bytes[index..<text.upperBound].firstIndex { !isKeyByte($0) && !"./$~".utf8.contains($0) } ?? text.upperBound
        guard end > index else { return nil }
        guard let quote else { return end }
        return end < text.upperBound && bytes[end] == quote ? end + 1 : nil
    }

    // MARK: Lines below a key

    /// Whether a line goes on with a secret that began above: an item of a list, text of several lines, or what a bracket
    /// or a quote goes on with.
    private func continuesASecret(_ number: Int, _ content: Range<Int>) -> Bool {
        let entry = trimmed(afterMarks(content))
        if let end = entryEnd(entry.lowerBound, in: entry), skipBlanks(end, in: entry) == entry.upperBound {
            return false
        }
        if hiddenPart(of: content, inBraces: false).isEmpty { return false }
        let own = content.lowerBound - line(number).lowerBound
        let isItem = bytes[content.lowerBound] == UInt8(ascii: "-")
        let isOwnKey = isKey(entry)
        var hasSeenText = false
        for above in stride(from: number - 1, through: max(1, number - Self.linesAbove), by: -1) {
            let whole = trimmed(line(above))
            let text = trimmed(afterMarks(whole))
            guard !text.isEmpty else { continue }
            hasSeenText = true
            let margin = whole.lowerBound - line(above).lowerBound
            let indentation = text.lowerBound - line(above).lowerBound
            // Items of one list say nothing of each other.
            if isItem, margin == own, text != whole { continue }
            if indentation < own || (indentation == own && isItem && text == whole) {
                // What it is part of decides, if that can be told.
                if !secretValues(line(above)).isEmpty { return true }
                if isKey(text) { return false }
            } else {
                if !isOwnKey, secretValues(line(above)).contains(where: isOpen) { return true }
                // The first key of the mapping that it stands in.
                if margin < own, isKey(text) { return false }
            }
        }
        // Too far below to tell.
        return hasSeenText && number > Self.linesAbove && !isItem && !isOwnKey
    }

    private static let linesAbove = 100

    /// Whether a value goes on in the next line, whatever its indentation.
    private func isOpen(_ value: Range<Int>) -> Bool {
        let value = trimmed(value)
        if value.isEmpty || isBlockMark(value) { return true }
        func count(_ character: Unicode.Scalar) -> Int { bytes[value].count { $0 == UInt8(ascii: character) } }
        return count("[") > count("]") || count("{") > count("}") || count("\"") % 2 == 1 || count("'") % 2 == 1
    }

    // MARK: Addresses

    /// User name, password, query and fragment of what looks like an address, however it is malformed.
    private func partsOfAddresses(_ line: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        let text = bytes[line]
        let slashes = line.dropFirst().first { index in
            isSlash(bytes[index]) && (bytes[index - 1] == UInt8(ascii: ":") || isSlash(bytes[index - 1]))
        }
        if let at = text.lastIndex(of: UInt8(ascii: "@")) {
            var start = slashes.flatMap { $0 < at ? $0 : nil }
            if start == nil {
                let word = text[..<at].lastIndex { isBlankByte($0) || isQuote($0) }.map { $0 + 1 } ?? line.lowerBound
                // An address of mail has no colon.
                if bytes[word..<at].contains(UInt8(ascii: ":")) { start = word }
            }
            if var start {
                while start < at, isSlash(bytes[start]) { start += 1 }
                if start < at { found.append(start..<at) }
            }
        }
        if let slashes {
            let end = text[slashes...].firstIndex(where: isBlankByte) ?? line.upperBound
            let tail = bytes[slashes..<end]
            if let mark = tail.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
                let close = tail.lastIndex(where: isQuote).flatMap { $0 > mark ? $0 : nil } ?? end
                if mark + 1 < close { found.append(mark + 1..<close) }
            }
        }
        return found
    }

    // MARK: Characters

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = skipBlanks(range.lowerBound, in: range)
        var end = range.upperBound
        while end > start, isBlankByte(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Without the hyphens, the question mark and the brackets before a first key, and without `export`.
    private func afterMarks(_ range: Range<Int>) -> Range<Int> {
        var rest = range
        while let first = rest.first {
            let isMark = bytes[first] == UInt8(ascii: "-") || bytes[first] == UInt8(ascii: "?")
            if isMark && isBlank(first + 1, in: rest) || "[{".utf8.contains(bytes[first]) {
                rest = trimmed((first + 1)..<rest.upperBound)
            } else if bytes[rest].starts(with: "export ".utf8) {
                rest = trimmed((first + 7)..<rest.upperBound)
            } else {
                break
            }
        }
        return rest
    }

    /// Whether a text begins with a key and a colon.
    private func isKey(_ text: Range<Int>) -> Bool {
        guard !text.isEmpty else { return false }
        var index = isQuote(bytes[text.lowerBound]) ? text.lowerBound + 1 : text.lowerBound
        let start = index
        while index < text.upperBound, isKeyByte(bytes[index]) { index += 1 }
        guard index > start else { return false }
        if index < text.upperBound, isQuote(bytes[index]) { index += 1 }
        return index < text.upperBound && bytes[index] == UInt8(ascii: ":") && isBlank(index + 1, in: text)
    }

    /// `|` or `>` with what may follow it.
    private func isBlockMark(_ text: Range<Int>) -> Bool {
        guard let first = text.first, "|>".utf8.contains(bytes[first]) else { return false }
        return bytes[text].dropFirst().allSatisfy { "+-0123456789".utf8.contains($0) }
    }

    /// Behind what separates a key from its value, also as it is typed by mistake; nil when nothing does.
    private func separatorEnd(_ index: Int, in line: Range<Int>) -> Int? {
        [":", "=", "：", "—", "–"].first { bytes[index..<line.upperBound].starts(with: $0.utf8) }.map {
            index + $0.utf8.count
        }
    }

    private func skipBlanks(_ index: Int, in range: Range<Int>) -> Int {
        var index = index
        while index < range.upperBound {
            if isBlankByte(bytes[index]) {
                index += 1
            } else if bytes[index..<range.upperBound].starts(with: "\u{A0}".utf8) {
                index += 2
            } else {
                break
            }
        }
        return index
    }

    private func isBlank(_ index: Int, in range: Range<Int>) -> Bool {
        index >= range.upperBound || isBlankByte(bytes[index])
    }

    private func isBlankByte(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }

    /// Letters of any script, digits, `_` and `-`.
    private func isKeyByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            // Two bytes each: Cyrillic and its neighbours, and not the wide punctuation behind them.
            || (0x80...0xBF).contains(byte) || (0xC3...0xDF).contains(byte)
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

/// The names that people give to what is secret.
private enum SecretWords {
    private static let parts = [
        "token", "tokn", "secret", "key", "passw", "auth", "credential", "токен", "парол", "секрет", "ключ",
    ]
    private static let whole: Set<String> = ["pass", "pwd", "jwt", "bearer", "basic"]

    static func name(_ word: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: word, as: UTF8.self).lowercased()
        return whole.contains(name) || parts.contains { name.contains($0) }
    }

    /// Whether the secret follows without a colon.
    static func precede(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 6 && ["bearer", "basic"].contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
