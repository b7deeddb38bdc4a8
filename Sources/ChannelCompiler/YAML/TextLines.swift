import Diagnostics

/// A text's lines as YAML indents them.
struct TextLines {
    private let source: SourceText
    /// The file with spaces and fillers over some of it.
    let text: [UInt8]

    /// How many lines above a place are looked at to tell which blocks are open there.
    private static let reach = 2000

    init(_ source: SourceText, _ text: [UInt8]) {
        self.source = source
        self.text = text
    }

    /// One line.
    struct Line {
        var number: Int
        var range: Range<Int>
        /// The hyphens at its beginning.
        var hyphens: [Int] = []
        /// What stands behind them; the line's end when that is nothing.
        var content: Int
        /// What stands behind the key and its colon; nil when there is no key that is a plain word. The line's end when
        /// the value stands below.
        var value: Int?
        /// Whether a tab stands before its content.
        var isTabbed = false

        var isBlank: Bool { hyphens.isEmpty && content == range.upperBound }
        /// The first hyphen or else the content.
        var start: Int { hyphens.first ?? content }
        /// How far that is from the line's beginning.
        var indentation: Int { start - range.lowerBound }
        /// How far the content is.
        var contentColumn: Int { content - range.lowerBound }
        /// Whether it is a key whose value stands below.
        var isOpenKey: Bool { value == range.upperBound }
    }

    /// The columns of the keys and of the list items that are open above a line.
    struct OpenColumns {
        var keys: Set<Int> = []
        var items: Set<Int> = []

        /// The nearest column outside of another one.
        func outside(_ column: Int) -> Int { keys.union(items).filter { $0 < column }.max() ?? -1 }
    }

    /// The line of an offset.
    func line(at offset: Int) -> Line { line(source.position(at: offset).line) }

    func line(_ number: Int) -> Line {
        let range = source.line(number)
        var line = Line(number: number, range: range, content: range.upperBound)
        var index = range.lowerBound
        while index < range.upperBound {
            if isBlank(text[index]) {
                line.isTabbed = line.isTabbed || text[index] == UInt8(ascii: "\t")
                index += 1
            } else if text[index] == UInt8(ascii: "-"), isEnd(index + 1, of: range) {
                line.hyphens.append(index)
                index += 1
            } else {
                if text[index] != UInt8(ascii: "#") {
                    line.content = index
                    line.value = value(index, range)
                }
                break
            }
        }
        return line
    }

    /// What stands behind a key that is a plain word.
    private func value(_ content: Int, _ range: Range<Int>) -> Int? {
        let colon = (content..<range.upperBound).first { !isWordByte(text[$0]) }
        guard let colon, colon > content, text[colon] == UInt8(ascii: ":"), isEnd(colon + 1, of: range) else {
            return nil
        }
        let value = (colon + 1..<range.upperBound).first { !isBlank(text[$0]) }
        guard let value, text[value] != UInt8(ascii: "#") else { return range.upperBound }
        return value
    }

    /// Whether a key that is a plain word stands at a place.
    func isKey(_ content: Int, _ range: Range<Int>) -> Bool { value(content, range) != nil }

    private func isWordByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func isEnd(_ index: Int, of line: Range<Int>) -> Bool { index >= line.upperBound || isBlank(text[index]) }

    /// Spaces, tabs and what was left out.
    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == Salvage.filler
    }

    /// Whether a line has a colon that ends a key.
    func hasColon(_ line: Line) -> Bool {
        (line.content..<line.range.upperBound).contains { index in
            text[index] == UInt8(ascii: ":") && isEnd(index + 1, of: line.range)
        }
    }

    /// The line of that number, or the next one above it that has something in it.
    func lastLine(upTo number: Int) -> Line? {
        stride(from: number, through: 1, by: -1).lazy.map { self.line($0) }.first { !$0.isBlank }
    }

    /// The next line that has something in it.
    func firstLine(below number: Int) -> Line? {
        for number in (number + 1)... {
            let line = line(number)
            if line.range.lowerBound >= text.count { return nil }
            if !line.isBlank { return line }
        }
        return nil
    }

    /// The numbers of the lines from one to the last.
    func numbers(from first: Int) -> some Sequence<Int> {
        (first...).lazy.prefix { self.source.line($0).lowerBound < self.text.count }
    }

    /// The columns at which blocks are open above a line.
    func openColumns(above number: Int) -> OpenColumns {
        var open = OpenColumns()
        var limit = Int.max
        for number in stride(from: number - 1, through: max(1, number - Self.reach), by: -1) where limit > 0 {
            let line = line(number)
            if line.content < line.range.upperBound, line.contentColumn < limit {
                limit = line.contentColumn
                open.keys.insert(limit)
            }
            for hyphen in line.hyphens.reversed() where hyphen - line.range.lowerBound < limit {
                limit = hyphen - line.range.lowerBound
                open.items.insert(limit)
            }
        }
        return open
    }
}
