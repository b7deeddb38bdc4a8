import Cryptography

/// Builds the binary form of records. Numbers are little-endian.
struct ByteWriter {
    private(set) var output: [UInt8] = []

    mutating func byte(_ value: UInt8) { output.append(value) }

    mutating func number(_ value: Int64) {
        withUnsafeBytes(of: value.littleEndian) { output.append(contentsOf: $0) }
    }

    mutating func unsigned(_ value: UInt64) { number(Int64(bitPattern: value)) }

    mutating func bytes(_ value: ArraySlice<UInt8>) { output.append(contentsOf: value) }

    mutating func digest(_ value: Digest128) {
        unsigned(value.high)
        unsigned(value.low)
    }

    /// A text with its length before it.
    mutating func text(_ value: String) {
        length(value.utf8.count)
        output.append(contentsOf: value.utf8)
    }

    mutating func length(_ value: Int) {
        withUnsafeBytes(of: UInt32(value).littleEndian) { output.append(contentsOf: $0) }
    }

    /// A kind, a length, and what `content` writes.
    mutating func block(_ kind: UInt8, _ content: (inout ByteWriter) -> Void) {
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

/// Reads the binary form of records and never beyond its end.
struct ByteReader {
    private let input: ArraySlice<UInt8>
    private var position: Int

    init(_ input: ArraySlice<UInt8>) {
        self.input = input
        position = input.startIndex
    }

    var isAtEnd: Bool { position == input.endIndex }

    /// The index of the next byte in what the input is a slice of.
    var index: Int { position }

    mutating func slice(_ count: Int) throws(DamagedRecord) -> ArraySlice<UInt8> {
        guard count >= 0, count <= input.endIndex - position else { throw DamagedRecord("the record ends too early") }
        defer { position += count }
        return input[position..<position + count]
    }

    mutating func byte() throws(DamagedRecord) -> UInt8 {
        guard position < input.endIndex else { throw DamagedRecord("the record ends too early") }
        defer { position += 1 }
        return input[position]
    }

    mutating func unsigned() throws(DamagedRecord) -> UInt64 {
        let bytes = try slice(8)
        return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    mutating func number() throws(DamagedRecord) -> Int64 { Int64(bitPattern: try unsigned()) }

    mutating func length() throws(DamagedRecord) -> Int {
        let bytes = try slice(4)
        return bytes.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
    }

    mutating func digest() throws(DamagedRecord) -> Digest128 {
        Digest128(high: try unsigned(), low: try unsigned())
    }

    mutating func text() throws(DamagedRecord) -> String {
        let count = try length()
        return String(decoding: try slice(count), as: UTF8.self)
    }

    mutating func block() throws(DamagedRecord) -> ByteReader {
        let count = try length()
        return ByteReader(try slice(count))
    }

    mutating func rest() -> ArraySlice<UInt8> {
        defer { position = input.endIndex }
        return input[position...]
    }
}
