/// What can be said of a file before it is read as YAML: whether it is UTF-8, and how its lines end.
struct ByteInspection {
    /// The stretches of bytes that are not UTF-8; at most one more than ``maximumInvalid``.
    private(set) var invalid: [Range<Int>] = []
    /// The first CR, alone or before LF.
    private(set) var firstCarriageReturn: Int?
    /// Whether there is a byte with which a space begins that is none to YAML.
    private(set) var mayHaveForeignSpaces = false

    /// More stretches than this are another encoding, not a mistake in one place.
    static let maximumInvalid = 100

    init(_ bytes: [UInt8]) {
        lookForRareBytes(bytes)
        var start = 0
        while invalid.count <= Self.maximumInvalid {
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.span.extracting(start...))
                return
            } catch {
                note(start + error.byteOffsets.lowerBound..<start + error.byteOffsets.upperBound)
                start += error.byteOffsets.upperBound
            }
        }
    }

    private mutating func note(_ range: Range<Int>) {
        if let last = invalid.last, last.upperBound == range.lowerBound {
            invalid[invalid.count - 1] = last.lowerBound..<range.upperBound
        } else {
            invalid.append(range)
        }
    }

    /// Looks for bytes that most files do not have.
    private mutating func lookForRareBytes(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var index = 0
            while index < buffer.count {
                // Most of a file is ASCII: eight bytes at once have neither a byte above 0x7F nor a CR.
                if index + 8 <= buffer.count {
                    let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    let difference = word ^ 0x0D0D_0D0D_0D0D_0D0D
                    let found = word | (difference &- 0x0101_0101_0101_0101) & ~difference
                    if found & 0x8080_8080_8080_8080 == 0 {
                        index += 8
                        continue
                    }
                }
                let byte = buffer[index]
                if byte == 0x0D, firstCarriageReturn == nil { firstCarriageReturn = index }
                if byte == 0xC2 || byte & 0xFC == 0xE0 { mayHaveForeignSpaces = true }
                index += 1
            }
        }
    }
}
