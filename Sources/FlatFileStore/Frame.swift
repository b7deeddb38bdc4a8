import Cryptography
import Record

/// One commit in a record's file.
///
/// A file is a sequence of frames: length (4 bytes), version (8), checksum over version and content (8), content. The
/// versions rise by one. Appending a frame and waiting for the disk costs a third of writing the file anew. What a crash
/// leaves of an append was never acknowledged and is not read. Bytes that no crash can leave are damage: see
/// ``isDamage(_:at:after:)``.
enum Frame {
    static let headerSize = 20
    /// Where version and checksum begin in the header.
    static let versionOffset = 4

    static func encode(_ entries: [Entry], version: UInt64) -> [UInt8] {
        var content = ByteWriter()
        for entry in entries { entry.encode(into: &content) }
        return encode(content.output, version: version)
    }

    static func encode(_ content: [UInt8], version: UInt64) -> [UInt8] {
        var frame = ByteWriter()
        frame.length(content.count)
        frame.unsigned(version)
        frame.unsigned(content.withUnsafeBytes { checksum(version: version, $0) })
        frame.bytes(content[...])
        return frame.output
    }

    /// Where a file's last frame lies, and which it is: its header has a checksum of its content.
    struct Last: Hashable {
        /// 0 for none.
        var version: UInt64 = 0
        var start = 0
        /// Where the next frame belongs. What follows is a torn write.
        var end = 0
        var header: [UInt8] = []

        /// The frame that follows this one.
        func next(_ frame: [UInt8]) -> Last {
            Last(version: version + 1, start: end, end: end + frame.count, header: Array(frame.prefix(headerSize)))
        }
    }

    /// The frames of a file.
    struct Reading {
        var contents: [ArraySlice<UInt8>] = []
        var last = Last()
        /// What a crash has left of an append after them.
        var tornEnd: ArraySlice<UInt8> = []
    }

    /// Reads the frames up to the first that is not whole.
    ///
    /// - Parameters:
    ///   - bytes: a file, or what follows its first frames.
    ///   - last: the frame that the bytes follow; none for a whole file.
    /// - Throws: ``DamagedRecord`` when no crash can have left what follows them: then something that was acknowledged is
    ///   lost.
    static func read(_ bytes: [UInt8], after last: Last = Last()) throws(DamagedRecord) -> Reading {
        var reading = Reading(last: last)
        var place = 0
        while let frame = frame(in: bytes, at: place),
            reading.last.version == 0 || frame.version == reading.last.version + 1
        {
            reading.contents.append(frame.content)
            let end = frame.content.endIndex
            reading.last = Last(
                version: frame.version, start: last.end + place, end: last.end + end,
                header: Array(bytes[place..<frame.content.startIndex]))
            place = end
        }
        if isDamage(bytes, at: place, after: reading.last) {
            throw DamagedRecord("damaged at byte \(reading.last.end)")
        }
        reading.tornEnd = bytes[place...]
        return reading
    }

    /// How long the frame is with which some bytes begin, in bytes; nil when they are too few to tell.
    static func size(in file: [UInt8]) -> Int? { length(in: file, at: 0).map { headerSize + $0 } }

    static func length(in file: [UInt8], at offset: Int) -> Int? {
        guard offset + headerSize <= file.count else { return nil }
        return file.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
    }

    /// The frame at an offset; nil when there is none that is whole.
    static func frame(in file: [UInt8], at offset: Int) -> (version: UInt64, content: ArraySlice<UInt8>)? {
        guard let length = length(in: file, at: offset), length > 0, length <= file.count - offset - headerSize else {
            return nil
        }
        let version = version(file, at: offset)
        guard version > 0, holds(file, at: offset, version: version, length: length) else { return nil }
        let start = offset + headerSize
        return (version, file[start..<start + length])
    }

    static func version(_ file: [UInt8], at offset: Int) -> UInt64 {
        file.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset + versionOffset, as: UInt64.self))
        }
    }

    /// Whether the checksum at an offset holds for a frame of that version and length.
    static func holds(_ file: [UInt8], at offset: Int, version: UInt64, length: Int) -> Bool {
        guard length > 0 else { return false }
        return file.withUnsafeBytes { raw in
            let start = offset + headerSize
            let stored = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 12, as: UInt64.self))
            return stored == checksum(version: version, UnsafeRawBufferPointer(rebasing: raw[start..<start + length]))
        }
    }

    /// The version takes part, so that an old frame at a new place is not taken for a commit.
    private static func checksum(version: UInt64, _ content: UnsafeRawBufferPointer) -> UInt64 {
        checksum64(content) ^ (version &* 0x9e37_79b9_7f4a_7c15)
    }
}
