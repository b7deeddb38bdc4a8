import Cryptography
import Record

/// One commit in a record's file.
///
/// A file is a sequence of frames: length (4 bytes), version (8), checksum over version and content (8), content. Appending
/// a frame and waiting for the disk costs a third of writing the file anew. A write that a crash has torn leaves a last frame
/// whose checksum does not hold; it was never acknowledged and is not read. Bytes that no torn write can leave are damage:
/// see ``isDamage(_:at:after:)``.
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
    }

    /// Reads the frames up to the first that is not whole.
    ///
    /// - Throws: ``DamagedRecord`` when no torn write can have left what follows them: then something that was acknowledged
    ///   is lost.
    static func read(_ file: [UInt8]) throws(DamagedRecord) -> Reading {
        var reading = Reading()
        var (version, end) = (UInt64(0), 0)
        while let frame = frame(in: file, at: end), version == 0 || frame.version == version + 1 {
            reading.contents.append(frame.content)
            version = frame.version
            end = frame.content.endIndex
        }
        if let length = length(in: file, at: end), self.frame(in: file, at: end + headerSize + length) != nil {
            throw DamagedRecord("damaged at byte \(end), with commits after it")
        }
        if isDamage(file, at: end, after: version) { throw DamagedRecord("damaged at byte \(end)") }
        if let content = reading.contents.last {
            let start = content.startIndex - headerSize
            reading.last = Last(
                version: version, start: start, end: end, header: Array(file[start..<content.startIndex]))
        }
        return reading
    }

    /// How long the frame is with which some bytes begin, in bytes; nil when they are too few to tell.
    static func size(in file: [UInt8]) -> Int? { length(in: file, at: 0).map { headerSize + $0 } }

    private static func length(in file: [UInt8], at offset: Int) -> Int? {
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
        let start = offset + headerSize
        return file.withUnsafeBytes { raw in
            let version = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 4, as: UInt64.self))
            let checksum = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 12, as: UInt64.self))
            let content = UnsafeRawBufferPointer(rebasing: raw[start..<start + length])
            guard version > 0, checksum == Self.checksum(version: version, content) else { return nil }
            return (version, file[start..<start + length])
        }
    }

    /// Whether the bytes from `end`, which are no whole frame, cannot be the rest of a torn write.
    ///
    /// A torn write leaves the beginning of a frame, or zeros where the file system had made room for bytes that never came.
    /// A frame with a flipped bit is neither.
    ///
    /// - Parameter version: the last whole frame's; 0 for none.
    private static func isDamage(_ file: [UInt8], at end: Int, after version: UInt64) -> Bool {
        guard end < file.count, !hasUnwrittenSector(file, from: end) else { return false }
        guard let length = length(in: file, at: end) else { return version == 0 && !mayBegin(file) }
        let rest = file.count - end - headerSize
        // A damaged length or version: the checksum holds for the frame that should be here.
        if holds(file, at: end, version: version &+ 1, length: rest) { return true }
        if length <= rest, holds(file, at: end, version: version &+ 1, length: length) { return true }
        if hasFrame(file, after: end, version: version &+ 2) { return true }
        // All of it has been written. After other frames there may be an old one of another version.
        return version == 0
            ? length <= rest || !mayBegin(file) : length <= rest && self.version(file, at: end) == version &+ 1
    }

    /// Whether a part of a disk that is written as a whole holds nothing but zeros.
    private static func hasUnwrittenSector(_ file: [UInt8], from start: Int) -> Bool {
        var start = start
        while start < file.count {
            let end = min((start / sectorSize + 1) * sectorSize, file.count)
            if file[start..<end].allSatisfy({ $0 == 0 }) { return true }
            start = end
        }
        return false
    }

    private static let sectorSize = 512

    /// Whether a file begins as its first frame does, as far as it goes: with version 1.
    private static func mayBegin(_ file: [UInt8]) -> Bool {
        zip(file.dropFirst(4).prefix(8), [1, 0, 0, 0, 0, 0, 0, 0]).allSatisfy { $0 == $1 }
    }

    /// Whether there is a whole frame of that version anywhere after the beginning of another one.
    private static func hasFrame(_ file: [UInt8], after start: Int, version: UInt64) -> Bool {
        guard start + headerSize < file.count - headerSize else { return false }
        return (start + headerSize..<file.count - headerSize).contains { offset in
            self.version(file, at: offset) == version && frame(in: file, at: offset) != nil
        }
    }

    private static func version(_ file: [UInt8], at offset: Int) -> UInt64 {
        file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset + 4, as: UInt64.self)) }
    }

    /// Whether the checksum at an offset holds for a frame of that version and length.
    private static func holds(_ file: [UInt8], at offset: Int, version: UInt64, length: Int) -> Bool {
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
