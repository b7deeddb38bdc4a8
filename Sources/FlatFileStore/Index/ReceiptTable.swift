import Cryptography
import POSIX
import Record

/// A hash table in an index file: the place of an event's receipt in the record.
///
/// A slot is half of a receipt's key, the receipt's offset in the record and a checksum of its bytes, 8 bytes each; an offset
/// of 0 is an empty slot. Collisions go to the next slot. Slots are added and never changed.
///
/// Each page of slots has a checksum, which is in the head of the index: an empty slot means that an event is new, so it has
/// to be as certain as a taken one.
struct ReceiptTable: Hashable, Sendable {
    /// Where the table begins in its file, in bytes.
    var start = 0
    /// How many slots are taken.
    private(set) var count = 0
    /// One for each page.
    private(set) var checksums: [UInt64] = []

    private static let pageSize = 4_096
    private static let slotSize = 24
    private static let slotsPerPage = pageSize / slotSize

    private var slots: Int { checksums.count * Self.slotsPerPage }

    /// What the table has of a receipt.
    struct Slot: Hashable {
        /// Half of the receipt's key.
        var half: UInt64
        /// The receipt's offset in the record.
        var place: Int
        /// Of the receipt's stored form.
        var checksum: UInt64
    }

    init() {}

    /// An empty table with room for half as many receipts again.
    init(start: Int, receipts: Int) {
        self.start = start
        checksums = Array(repeating: 0, count: max(3, receipts * 3 / Self.slotsPerPage + 1))
    }

    // MARK: Looking up

    /// The receipts whose key may be this one: nearly always there is none for a new event and one for a repeated one.
    ///
    /// - Throws: ``DamagedRecord`` for a page whose checksum fails.
    func slots(of key: Digest128, _ file: borrowing OpenFile) throws -> [Slot] {
        var found: [Slot] = []
        _ = try freeSlot(for: key, file) { if $0.half == key.high { found.append($0) } }
        return found
    }

    /// The first empty slot of a key's chain.
    ///
    /// - Parameter taken: told of each slot before it.
    private func freeSlot(for key: Digest128, _ file: borrowing OpenFile, _ taken: (Slot) -> Void) throws
        -> (page: Int, index: Int, bytes: [UInt8])
    {
        guard slots > 0 else { throw Outgrown() }
        var number = Int(key.low % UInt64(slots))
        var page = (number: number / Self.slotsPerPage, bytes: try bytes(ofPage: number / Self.slotsPerPage, file))
        // The table is never more than half full, so the walk is short.
        for _ in 0..<slots {
            if number / Self.slotsPerPage != page.number {
                page = (number / Self.slotsPerPage, try bytes(ofPage: number / Self.slotsPerPage, file))
            }
            let index = number % Self.slotsPerPage
            let slot = try Self.slot(index, of: page.bytes)
            if slot.place == 0 { return (page.number, index, page.bytes) }
            taken(slot)
            number = (number + 1) % slots
        }
        throw Outgrown()
    }

    private func bytes(ofPage number: Int, _ file: borrowing OpenFile) throws -> [UInt8] {
        let bytes = try file.readBytes(Self.pageSize, at: start + number * Self.pageSize)
        guard bytes.count == Self.pageSize, Self.checksum(bytes[...], ofPage: number) == checksums[number] else {
            throw DamagedRecord("a page of the index is damaged")
        }
        return bytes
    }

    // MARK: Changing

    /// Adds a receipt.
    ///
    /// - Throws: ``Outgrown`` when the table is full.
    mutating func add(_ receipt: PlacedReceipt, _ file: borrowing OpenFile) throws {
        guard count < slots / 2 else { throw Outgrown() }
        var free = try freeSlot(for: receipt.key, file) { _ in }
        let range = free.index * Self.slotSize..<(free.index + 1) * Self.slotSize
        free.bytes.replaceSubrange(range, with: receipt.slot)
        try file.write(receipt.slot, at: start + free.page * Self.pageSize + range.lowerBound)
        checksums[free.page] = Self.checksum(free.bytes[...], ofPage: free.page)
        count += 1
    }

    /// The bytes of a table that holds these receipts and no others.
    mutating func image(_ receipts: [PlacedReceipt]) -> [UInt8] {
        var image = [UInt8](repeating: 0, count: checksums.count * Self.pageSize)
        for receipt in receipts {
            var number = Int(receipt.key.low % UInt64(slots))
            while image[Self.range(number)].contains(where: { $0 != 0 }) { number = (number + 1) % slots }
            image.replaceSubrange(Self.range(number), with: receipt.slot)
        }
        count = receipts.count
        for page in checksums.indices {
            let bytes = image[page * Self.pageSize..<(page + 1) * Self.pageSize]
            checksums[page] = Self.checksum(bytes, ofPage: page)
        }
        return image
    }

    /// Where a slot is in the table's bytes.
    private static func range(_ number: Int) -> Range<Int> {
        let start = number / slotsPerPage * pageSize + number % slotsPerPage * slotSize
        return start..<start + slotSize
    }

    private static func slot(_ index: Int, of page: [UInt8]) throws(DamagedRecord) -> Slot {
        var reader = ByteReader(page[(index * slotSize)...])
        return Slot(
            half: try reader.unsigned(), place: Int(try reader.number()), checksum: try reader.unsigned())
    }

    /// The page's number takes part, so that two pages are not taken for each other.
    private static func checksum(_ bytes: ArraySlice<UInt8>, ofPage number: Int) -> UInt64 {
        bytes.withUnsafeBytes { checksum64($0) } ^ (UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15)
    }
}

// MARK: - The stored form

extension ReceiptTable {
    func encode(into output: inout ByteWriter) {
        output.number(Int64(start))
        output.number(Int64(count))
        output.length(checksums.count)
        checksums.forEach { output.unsigned($0) }
    }

    init(_ input: inout ByteReader) throws(DamagedRecord) {
        start = Int(try input.number())
        count = Int(try input.number())
        for _ in 0..<(try input.length()) { checksums.append(try input.unsigned()) }
    }
}

/// A receipt's key, and where the receipt is in the record.
struct PlacedReceipt {
    var key: Digest128
    /// In bytes.
    var place: Int
    /// Of the receipt's stored form.
    var checksum: UInt64

    fileprivate var slot: [UInt8] {
        var writer = ByteWriter()
        writer.unsigned(key.high)
        writer.number(Int64(place))
        writer.unsigned(checksum)
        return writer.output
    }
}
