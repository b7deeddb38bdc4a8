/// What can be said of a file before it is read as YAML: whether it is UTF-8, and how its lines end.
struct ByteInspection {
    /// The stretches of bytes that cannot be part of UTF-8; of very many the first ones.
    private(set) var invalid: [Range<Int>] = []
    /// Whether anything beyond ASCII is UTF-8.
    private(set) var hasCharacters = false
    /// Whether one of the characters is a space to people and none to YAML.
    private(set) var hasForeignSpaces = false
    /// The first CR that stands before LF or alone.
    private(set) var firstCarriageReturn: Int?

    init(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            let count = buffer.count
            var index = 0
            while index < count {
                // Most of a file is ASCII: take eight bytes at once as long as none is above 0x7F or a CR.
                if index + 8 <= count {
                    let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    let difference = word ^ 0x0D0D_0D0D_0D0D_0D0D
                    let hasReturn = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
                    if word & 0x8080_8080_8080_8080 == 0, hasReturn == 0 {
                        index += 8
                        continue
                    }
                }
                let byte = buffer[index]
                if byte < 0x80 {
                    if byte == 0x0D, firstCarriageReturn == nil { firstCarriageReturn = index }
                    index += 1
                    continue
                }
                let length = Self.sequenceLength(buffer, index)
                if length == 0, !noteInvalid(index) { return }
                if length > 0 { hasCharacters = true }
                if length == 2 || length == 3, !hasForeignSpaces, byte != 0xD0, byte != 0xD1 {
                    hasForeignSpaces = ForeignSpaces.length(bytes[index..<index + length]) > 0
                }
                index += max(1, length)
            }
        }
    }

    /// More stretches than this are a file in another encoding and not a slip.
    static let maximumInvalid = 100

    /// - Returns: false when there are too many.
    private mutating func noteInvalid(_ index: Int) -> Bool {
        if let last = invalid.last, last.upperBound == index {
            invalid[invalid.count - 1] = last.lowerBound..<index + 1
        } else {
            invalid.append(index..<index + 1)
        }
        return invalid.count <= Self.maximumInvalid
    }

    /// The length of the well-formed sequence at an index (Unicode, table 3-7); 0 when there is none.
    private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
        func follows(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + distance < bytes.count && range.contains(bytes[index + distance])
        }
        switch bytes[index] {
        case 0xC2...0xDF: return follows(1) ? 2 : 0
        case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
        case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
        case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
        case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
        case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
        case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
        default: return 0
        }
    }
}
