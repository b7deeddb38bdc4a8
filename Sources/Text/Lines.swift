/// The lines of a text, as ranges of its bytes.
///
/// A line ends at LF, CR LF, or CR alone: what editors count. The text after the last break is a line too, also when it
/// is empty, so every text has at least one line.
public struct Lines: Sequence, IteratorProtocol {
    private let text: ArraySlice<UInt8>
    private var start: Int?

    /// The lines of a text; offsets are the indices of its bytes.
    public init(_ text: ArraySlice<UInt8>) {
        self.text = text
        start = text.startIndex
    }

    /// The lines of a text.
    public init(_ text: [UInt8]) { self.init(text[...]) }

    /// The next line without its break; nil after the last one.
    public mutating func next() -> Range<Int>? {
        guard let start else { return nil }
        guard let lineBreak = Self.firstBreak(in: text, from: start) else {
            self.start = nil
            return start..<text.endIndex
        }
        self.start = lineBreak.upperBound
        return start..<lineBreak.lowerBound
    }

    /// The first line break at or after an offset; nil when there is none.
    public static func firstBreak(in text: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
        text.withUnsafeBufferPointer { bytes in
            let base = text.startIndex
            var index = start - base
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "\n"): return base + index..<base + index + 1
                case UInt8(ascii: "\r"):
                    let isPair = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
                    return base + index..<base + index + (isPair ? 2 : 1)
                default: index += 1
                }
            }
            return nil
        }
    }
}
