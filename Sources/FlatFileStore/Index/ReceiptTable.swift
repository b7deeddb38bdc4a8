import Cryptography
import POSIX
import Record

/// A hash table in an index file: the place of an event's receipt in the record.
///
/// A slot is half of a receipt's key and the receipt's offset in the record, 8 bytes each; an offset of 0 is an empty slot.
/// Collisions go to the next slot. Slots are added and never changed.
struct ReceiptTable: Hashable, Sendable {
    /// Where the table begins in its file, in bytes.
    var start = 0
    /// A power of two.
    var slots = 0
    /// How many are taken.
    var count = 0

    private static let slotSize = 16

    init() {}

    init(start: Int, slots: Int, count: Int) {
        self.start = start
        self.slots = slots
        self.count = count
    }

    /// Whether these can be the measures of a table.
    var isSound: Bool { slots > 0 && slots & (slots - 1) == 0 && (0...slots).contains(count) }

    /// An empty table with room for half as many receipts again.
    init(start: Int, receipts: Int) {
        self.init(start: start, slots: 512, count: 0)
        while slots < receipts * 3 { slots *= 2 }
    }

    /// Where receipts with a key may be: nearly always there is none for a new event and one for a repeated one.
    func places(of key: Digest128, _ file: borrowing OpenFile) throws -> [Int] {
        var places: [Int] = []
        _ = try walk(key) { number in
            let slot = try slot(number, file)
            if slot.place != 0, slot.half == key.high { places.append(slot.place) }
            return slot.place == 0
        }
        return places
    }

    /// Adds a receipt.
    ///
    /// - Throws: ``Outgrown`` when the table is full.
    mutating func add(_ key: Digest128, at place: Int, _ file: borrowing OpenFile) throws {
        guard count < slots / 2 else { throw Outgrown() }
        let number = try walk(key) { number in try slot(number, file).place == 0 }
        try file.write(Self.bytes(key, place), at: offset(number))
        count += 1
    }

    /// The bytes of a table that holds these receipts.
    mutating func image(_ receipts: [(key: Digest128, place: Int)]) -> [UInt8] {
        var image = [UInt8](repeating: 0, count: slots * Self.slotSize)
        for (key, place) in receipts {
            var number = Int(key.low % UInt64(slots))
            while image[number * Self.slotSize..<(number + 1) * Self.slotSize].contains(where: { $0 != 0 }) {
                number = (number + 1) % slots
            }
            image.replaceSubrange(number * Self.slotSize..<(number + 1) * Self.slotSize, with: Self.bytes(key, place))
        }
        count = receipts.count
        return image
    }

    /// The first slot of a key's chain at which `isEnd` says so.
    private func walk(_ key: Digest128, _ isEnd: (Int) throws -> Bool) throws -> Int {
        var number = Int(key.low % UInt64(slots))
        // The table is never more than half full, so the walk is short. The loop also ends in a damaged table.
        for _ in 0..<slots {
            if try isEnd(number) { return number }
            number = (number + 1) % slots
        }
        throw Outgrown()
    }

    private func slot(_ number: Int, _ file: borrowing OpenFile) throws -> (half: UInt64, place: Int) {
        let bytes = try file.readBytes(Self.slotSize, at: offset(number))
        var reader = ByteReader(bytes[...])
        return (try reader.unsigned(), Int(try reader.number()))
    }

    private func offset(_ number: Int) -> Int { start + number * Self.slotSize }

    private static func bytes(_ key: Digest128, _ place: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.unsigned(key.high)
        writer.number(Int64(place))
        return writer.output
    }
}
