import Text

/// A file's content, with the way from offsets to lines and columns.
///
/// The tables of lines and columns are built only as far as they are needed: checking a sound file of megabytes must not
/// pay for positions that are never shown. So a value belongs to one task.
public final class SourceText {
    /// The file's name as it was given.
    public let name: String
    /// The content, as it was read.
    public let bytes: [UInt8]
    /// Where the text begins: after a byte order mark, if there is one.
    public let textStart: Int
    /// The words that may be printed wherever they are.
    public var knownWords: Set<String> = []
    /// What else may be printed, by lines.
    private var shown: [Int: [Range<Int>]] = [:]
    private var masks: [Int: [Range<Int>]] = [:]
    /// The lines of all locations: those that may be shown below a message.
    public private(set) var locatedLines: [Int] = []
    /// The offset of each line's first byte, as far as lines have been looked for.
    private var lineStarts: [Int]
    private var linesKnownTo: Int
    /// The offset of every 512th code point, as far as they have been counted.
    private var checkpoints: [Int]
    private static let stride = 512
    /// The code point that was asked for last, and its offset: the next one is most often right after it.
    private var latest: (codePoint: Int, offset: Int)

    /// The content of a file under the name that messages give it.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        textStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStarts = [textStart]
        linesKnownTo = textStart
        checkpoints = [textStart]
        latest = (0, textStart)
    }

    /// Whether the content begins with a byte order mark.
    public var hasByteOrderMark: Bool { textStart > 0 }

    /// Notes that a stretch is known to be no secret. Of one over several lines only the first is meant: the others may
    /// belong to something else.
    public func show(_ range: Range<Int>) {
        let number = lineIndex(of: range.lowerBound) + 1
        shown[number, default: []].append(range.clamped(to: line(number)))
        masks[number] = nil
    }

    /// The stretches of a line that must not be printed, in order and without overlaps.
    func maskedRanges(inLine number: Int) -> [Range<Int>] {
        if let known = masks[number] { return known }
        let masked = LineMask.stretches(
            of: line(number), in: bytes, shown: shown[number] ?? [], words: knownWords)
        masks[number] = masked
        return masked
    }

    /// The position of an offset; of one beyond the end, the end's.
    public func position(at offset: Int) -> Position {
        let offset = min(max(0, offset), bytes.count)
        let line = lineIndex(of: offset)
        let column = offset <= textStart ? 0 : codePoints(before: offset) - codePoints(before: lineStarts[line])
        return Position(offset: offset, line: line + 1, column: column + 1)
    }

    /// The span of a stretch of bytes.
    public func span(_ range: Range<Int>) -> Span {
        Span(start: position(at: range.lowerBound), end: position(at: range.upperBound))
    }

    /// Whether a line is shown below a message: not when it is longer than people read.
    public static func isQuoted(_ line: Range<Int>) -> Bool { line.count <= 4096 }

    /// The location of a stretch of bytes.
    public func location(_ range: Range<Int>) -> Location {
        let span = span(range)
        if locatedLines.last != span.start.line { locatedLines.append(span.start.line) }
        return Location(file: name, span: span)
    }

    /// The bytes of a line, numbered from 1, without its line break.
    public func line(_ number: Int) -> Range<Int> {
        // Look one line ahead, so that the end of this one is known.
        while lineStarts.count <= number, findNextLine() {}
        guard lineStarts.indices.contains(number - 1) else { return bytes.count..<bytes.count }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        if number < lineStarts.count {
            if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        }
        return start..<end
    }

    /// The offset of a code point, counted from `textStart`.
    public func offset(ofCodePoint index: Int) -> Int {
        let checkpoint = index / Self.stride
        while checkpoints.count <= checkpoint, findNextCheckpoint() {}
        guard checkpoint < checkpoints.count else { return bytes.count }
        let isNearer = latest.codePoint <= index && latest.codePoint >= index - index % Self.stride
        let start = isNearer ? latest : (codePoint: checkpoint * Self.stride, offset: checkpoints[checkpoint])
        latest = (index, advance(from: start.offset, by: index - start.codePoint))
        return latest.offset
    }

    /// How many code points are between `textStart` and an offset: the reverse of `offset(ofCodePoint:)`.
    public func codePoints(before offset: Int) -> Int {
        while checkpoints[checkpoints.count - 1] <= offset, findNextCheckpoint() {}
        let low = max(0, checkpoints.firstIndex(sortedBy: { $0 > offset }) - 1)
        var count = low * Self.stride
        for index in checkpoints[low]..<max(offset, checkpoints[low]) where bytes[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    private func findNextCheckpoint() -> Bool {
        let last = checkpoints[checkpoints.count - 1]
        let next = advance(from: last, by: Self.stride)
        guard next < bytes.count else { return false }
        checkpoints.append(next)
        return true
    }

    private func advance(from start: Int, by count: Int) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var index = start
            var left = count
            while left > 0, index < bytes.count {
                index += 1
                while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
                left -= 1
            }
            return index
        }
    }

    private func lineIndex(of offset: Int) -> Int {
        while linesKnownTo <= offset, findNextLine() {}
        return max(0, lineStarts.firstIndex(sortedBy: { $0 > offset }) - 1)
    }

    private func findNextLine() -> Bool {
        guard let found = Lines.firstBreak(in: bytes[...], from: linesKnownTo) else {
            linesKnownTo = bytes.count
            return false
        }
        linesKnownTo = found.upperBound
        lineStarts.append(found.upperBound)
        return true
    }
}
