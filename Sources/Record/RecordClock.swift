/// When the machine booted, by its wall clock. While the machine runs this changes only when a person or a time server sets
/// the clock.
public struct BootTime: Hashable, Sendable {
    /// The boot; no two boots or machines have the same.
    public var boot: UInt64
    /// In milliseconds since 1970.
    public var time: Int64

    /// The boot of that id and time.
    public init(boot: UInt64, time: Int64) {
        self.boot = boot
        self.time = time
    }
}

/// How the times of a record relate to the clock of the machine that wrote it last.
struct RecordClock: Hashable, Sendable {
    /// The boot by whose clock the record's times are; nil when it was not known. It stays the same until the record's times
    /// are moved, so that many small steps of the clock do not add up unseen.
    var bootTime: BootTime?
    /// By how far the clock was set forward while this record was kept, in milliseconds. Receipts' times do not count it:
    /// to move them all would cost too much.
    var ahead: Int64 = 0

    /// A receipt's time, in milliseconds since 1970.
    func receiptTime(_ now: Int64) -> Int64 { now &- ahead }
}

// MARK: - The stored form

/// Nothing while nothing is known; else three numbers.
extension RecordClock {
    /// In bytes.
    static let size = 24

    func encode(into output: inout ByteWriter) {
        guard self != RecordClock() else { return }
        output.unsigned(bootTime?.boot ?? 0)
        output.number(bootTime?.time ?? .min)
        output.number(ahead)
    }

    init(_ input: inout ByteReader) throws(DamagedRecord) {
        let boot = try input.unsigned()
        let time = try input.number()
        bootTime = time == .min ? nil : BootTime(boot: boot, time: time)
        ahead = try input.number()
    }
}
