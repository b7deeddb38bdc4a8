// What a crash can leave after the last whole frame of a file, and what it cannot.
//
// A program appends one frame at a time, to a file that ends with a whole frame: a torn end is never written over, the
// record is written anew instead. So a crash leaves a part of one frame: its beginning, with zeros in place of parts of the
// disk that were never written. All else is damage.

extension Frame {
    /// Whether the bytes at an offset, which are no whole frame of the next version, cannot be what a crash has left of one
    /// append.
    ///
    /// - Parameters:
    ///   - bytes: a file from its beginning, or from the end of one of its frames.
    ///   - last: the whole frame before the offset.
    static func isDamage(_ bytes: [UInt8], at offset: Int, after last: Last) -> Bool {
        guard offset < bytes.count else { return false }
        if hasFrame(bytes, from: offset, after: last.version) { return true }
        let unwritten = unwrittenSectors(bytes, from: offset, at: last.end)
        func isUnwritten(_ range: Range<Int>) -> Bool { unwritten.contains { $0.overlaps(range) } }

        let version = withUnsafeBytes(of: (last.version &+ 1).littleEndian) { Array($0) }
        for (place, byte) in zip((offset + versionOffset)..., version) where place < bytes.count {
            if bytes[place] != byte, !isUnwritten(place..<place + 1) { return true }
        }
        guard let length = length(in: bytes, at: offset) else { return false }
        let rest = bytes.count - offset - headerSize
        let header = offset..<offset + headerSize
        if isUnwritten(header) { return false }
        // Nothing follows the frame of an append.
        if length < rest { return true }
        if unwritten.isEmpty {
            // Written to the end, but the checksum fails; or the length is wrong, and the checksum holds for what is there.
            return length == rest || holds(bytes, at: offset, version: last.version &+ 1, length: rest)
        }
        return false
    }

    /// Whether a whole frame of any version is somewhere from an offset on.
    ///
    /// - Parameter version: of the frame before the offset. The shortest possible frames give the highest version that can
    ///   follow.
    private static func hasFrame(_ bytes: [UInt8], from start: Int, after version: UInt64) -> Bool {
        let highest = version &+ UInt64((bytes.count - start) / (headerSize + 1) + 1)
        // Nearly every offset fails the first condition, so the checksums cost little.
        return bytes.withUnsafeBytes { raw in
            var offset = start
            while offset + headerSize < raw.count {
                let place = offset + versionOffset
                if UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) <= highest,
                    frame(in: bytes, at: offset) != nil
                {
                    return true
                }
                offset += 1
            }
            return false
        }
    }

    /// The parts of a disk that are written as a whole and hold nothing but zeros.
    ///
    /// - Parameter place: of the offset in the file, in bytes.
    private static func unwrittenSectors(_ bytes: [UInt8], from offset: Int, at place: Int) -> [Range<Int>] {
        var sectors: [Range<Int>] = []
        var start = offset
        while start < bytes.count {
            let size = sectorSize - (place + start - offset) % sectorSize
            let sector = start..<min(start + size, bytes.count)
            if bytes[sector].allSatisfy({ $0 == 0 }) { sectors.append(sector) }
            start = sector.upperBound
        }
        return sectors
    }

    private static let sectorSize = 512
}
