import Cryptography
import POSIX
import Record

/// Saves a receiver from reading a long record: a file beside the record's own, with an excerpt of the record and a table of
/// its receipts.
///
/// The index is not synchronized. So it is used only if all of this holds: it was written in this boot, by the only machine
/// that writes it, so that no power failure has torn it; all checksums of what is read hold; and the record ends with the
/// frame after which the head was written. Where something does not hold, the whole record decides. A program that dies between two writes leaves an index that is out of date; then the
/// record is read and a new index is made. It is read and written under the dialog's lock only.
///
/// The file begins with the head, which is a frame. The table follows at a page's beginning.
final class RecordIndex: Sendable {
    /// The record without its past.
    let excerpt: RecordExcerpt
    /// The record's last frame.
    let last: Frame.Last
    private let boot: [UInt8]
    private let table: ReceiptTable
    private let file: OpenFile
    private let recordPath: String

    /// Below this size in bytes a record is read as fast as its index.
    static let floor = 16_384

    static func path(besideRecord path: String) -> String { "\(path).index" }

    // MARK: Reading

    /// The index of a record; nil when there is none that can be used.
    ///
    /// - Parameter isCurrent: whether the record ends with this frame.
    init?(besideRecord path: String, isCurrent: (Frame.Last) -> Bool) {
        do {
            let file = try OpenFile(Self.path(besideRecord: path), O_RDWR)
            guard let head = try IndexHead(file), let boot = Self.boot(path), head.boot == boot, isCurrent(head.last)
            else { return nil }
            self.boot = boot
            excerpt = head.excerpt
            last = head.last
            table = head.table
            self.file = file
            recordPath = path
        } catch {
            return nil
        }
    }

    /// The last receipt under a key; nil for none.
    ///
    /// - Throws: ``DamagedRecord`` when the index cannot tell; the whole record can.
    func receipt(_ key: Digest128) throws(DamagedRecord) -> StoredReceipt? {
        do {
            // An answer may have been completed: of several receipts the last counts.
            guard let slot = try table.slots(of: key, file).max(by: { $0.place < $1.place }) else { return nil }
            let receipt = try Self.receipt(in: slot, of: try OpenFile(recordPath, O_RDONLY))
            guard receipt.key == key else { throw DamagedRecord("a receipt has another key") }
            return receipt
        } catch let error as DamagedRecord {
            throw error
        } catch {
            throw DamagedRecord("a receipt cannot be read: \(error)")
        }
    }

    private static func receipt(in slot: ReceiptTable.Slot, of record: borrowing OpenFile) throws -> StoredReceipt {
        // Nearly every receipt fits; the answer to a transfer may be longer.
        var size = 256
        while true {
            let bytes = try record.readBytes(size, at: slot.place)
            var reader = ByteReader(bytes[...])
            do {
                guard case .receipt(let receipt) = try Entry.decode(&reader),
                    checksum(bytes[..<reader.index]) == slot.checksum
                else { throw DamagedRecord("a receipt is damaged") }
                return receipt
            } catch {
                guard bytes.count == size, size < 1 << 20 else { throw error }
                size *= 16
            }
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.withUnsafeBytes { checksum64($0) } }

    // MARK: Writing

    /// Updates the index after an append to the record.
    ///
    /// - Parameters:
    ///   - record: as it is now.
    ///   - frame: what was appended.
    ///   - last: that frame's place.
    /// - Throws: when the index has no room left or cannot be written. It is out of date then.
    func follow(_ record: DialogRecord, _ frame: [UInt8], _ last: Frame.Last) throws {
        var table = table
        for var receipt in try Self.receipts(in: frame[Frame.headerSize...]) {
            receipt.place += last.start
            try table.add(receipt, file)
        }
        // The head comes last: only then the index is valid again.
        try IndexHead(boot: boot, last: last, table: table, excerpt: record.excerpt).write(to: file)
    }

    /// Makes the index of a record, in the place of another one.
    static func make(besideRecord path: String, of record: DialogRecord) throws {
        guard let boot = boot(path) else { return }
        let reading = try Frame.read(FileSystem.read(path))
        let receipts = try reading.contents.flatMap { try Self.receipts(in: $0) }
        var head = IndexHead(boot: boot, last: reading.last, table: ReceiptTable(), excerpt: record.excerpt)
        head.table = ReceiptTable(start: 0, receipts: receipts.count)
        head.table.start = head.room
        do {
            let file = try OpenFile(Self.path(besideRecord: path), O_RDWR | O_CREAT | O_TRUNC)
            try file.write(head.table.image(receipts), at: head.table.start)
            try head.write(to: file)
        } catch {
            // A part of an index does no harm, but it takes room on a full disk.
            try? remove(besideRecord: path)
            throw error
        }
    }

    /// The machine's boot; nil where other machines may write beside the path too.
    private static func boot(_ path: String) -> [UInt8]? {
        FileSystemKind(of: FileSystem.directory(of: path))?.nature == .network ? nil : Boot.id()
    }

    static func remove(besideRecord path: String) throws(SystemError) {
        try FileSystem.remove(Self.path(besideRecord: path))
    }

    /// The receipts in a frame's content, with their places in the array that the content is a slice of.
    private static func receipts(in content: ArraySlice<UInt8>) throws(DamagedRecord) -> [PlacedReceipt] {
        var reader = ByteReader(content)
        var receipts: [PlacedReceipt] = []
        while !reader.isAtEnd {
            let place = reader.index
            guard case .receipt(let receipt) = try Entry.decode(&reader) else { continue }
            receipts.append(
                PlacedReceipt(key: receipt.key, place: place, checksum: checksum(content[place..<reader.index])))
        }
        return receipts
    }
}

/// An index has become too small for its record.
struct Outgrown: Error {}
