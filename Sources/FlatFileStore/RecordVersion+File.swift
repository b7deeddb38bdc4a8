import POSIX
import Record
import Store

/// A version of a file: its stamp, then version and checksum of the last frame, all little-endian. The stamp alone tells
/// cheaply whether the file may have changed; the frame tells apart what the stamp does not.
extension RecordVersion {
    init(_ stamp: FileStamp, _ last: Frame.Last) {
        self.init(Self.bytes(stamp) + last.header.dropFirst(Frame.versionOffset))
    }

    init(ofDamaged stamp: FileStamp) { self.init(Self.bytes(stamp)) }

    /// Whether a file may have another version than the one that was read; nil for no file.
    static func mayDiffer(_ version: RecordVersion?, _ stamp: FileStamp?) -> Bool {
        version.map { Array($0.bytes.prefix(24)) } != stamp.map { bytes($0) }
    }

    private static func bytes(_ stamp: FileStamp) -> [UInt8] {
        var writer = ByteWriter()
        writer.unsigned(stamp.number)
        writer.number(stamp.modified)
        writer.number(stamp.size)
        return writer.output
    }
}
