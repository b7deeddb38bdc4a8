import Record

/// A record and its version.
public struct StoredRecord: Sendable {
    /// The record as it was read.
    public var record: DialogRecord
    /// The version that was read.
    public var version: RecordVersion

    /// A record of that version.
    public init(record: DialogRecord, version: RecordVersion) {
        self.record = record
        self.version = version
    }
}

/// Which value of a record was read. No two values of a record have the same version, even if it was removed between them.
///
/// The store alone knows what is inside; everybody else compares.
public struct RecordVersion: Hashable, Sendable {
    /// What the store tells the values apart by.
    public let bytes: [UInt8]

    /// A version in the store's own form.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}
