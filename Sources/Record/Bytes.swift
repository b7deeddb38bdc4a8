import Cryptography

/// Builds the binary form of records. Numbers are little-endian.
package struct ByteWriter {
    package private(set) var output: [UInt8] = []

    package init() {}

    package mutating func byte(_ value: UInt8) { output.append(value) }

    package mutating func number(_ value: Int64) {
        withUnsafeBytes(of: value.littleEndian) { output.append(contentsOf: $0) }
    }

    package mutating func unsigned(_ value: UInt64) { number(Int64(bitPattern: value)) }

    package mutating func bytes(_ value: ArraySlice<UInt8>) { output.append(contentsOf: value) }

    package mutating func digest(_ value: Digest128) {
        unsigned(value.high)
        unsigned(value.low)
    }

    /// A text with its length before it.
    package mutating func text(_ value: String) {
        length(value.utf8.count)
        output.append(contentsOf: value.utf8)
    }

    package mutating func length(_ value: Int) {
        withUnsafeBytes(of: UInt32(value).littleEndian) { output.append(contentsOf: $0) }
    }

    /// A kind, a length, and what `content` writes.
    package mutating func block(_ kind: UInt8, _ content: (inout ByteWriter) -> Void) {
        byte(kind)
        let start = output.count
        length(0)
        content(&self)
        let size = UInt32(output.count - start - 4)
        withUnsafeBytes(of: size.littleEndian) { size in
            for (offset, byte) in size.enumerated() { output[start + offset] = byte }
        }
    }
}

/// Reads the binary form of records; an error where it ends too early.
package struct ByteReader {
    private let input: ArraySlice<UInt8>
    private var position: Int

    package init(_ input: ArraySlice<UInt8>) {
        self.input = input
        position = input.startIndex
    }

    package var isAtEnd: Bool { position == input.endIndex }

    /// How many bytes are left.
    package var count: Int { input.endIndex - position }

    /// The index of the next byte in the array that the input is a slice of.
    package var index: Int { position }

    package mutating func slice(_ count: Int) throws(DamagedRecord) -> ArraySlice<UInt8> {
        guard count >= 0, count <= input.endIndex - position else { throw DamagedRecord("the record ends too early") }
        defer { position += count }
        return input[position..<position + count]
    }

    package mutating func byte() throws(DamagedRecord) -> UInt8 {
        guard position < input.endIndex else { throw DamagedRecord("the record ends too early") }
        defer { position += 1 }
        return input[position]
    }

    package mutating func unsigned() throws(DamagedRecord) -> UInt64 {
        let bytes = try slice(8)
        return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    package mutating func number() throws(DamagedRecord) -> Int64 { Int64(bitPattern: try unsigned()) }

    package mutating func length() throws(DamagedRecord) -> Int {
        let bytes = try slice(4)
        return bytes.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
    }

    package mutating func digest() throws(DamagedRecord) -> Digest128 {
        Digest128(high: try unsigned(), low: try unsigned())
    }

    package mutating func text() throws(DamagedRecord) -> String {
        let count = try length()
        return String(decoding: try slice(count), as: UTF8.self)
    }

    package mutating func block() throws(DamagedRecord) -> ByteReader {
        let count = try length()
        return ByteReader(try slice(count))
    }

    package mutating func rest() -> ArraySlice<UInt8> {
        defer { position = input.endIndex }
        return input[position...]
    }
}
