import Dialog
import Record

/// Reads and changes the record of one dialog at a time. The receiver needs no more of the records.
public protocol DialogStore: Sendable {
    /// The record of that name; nil when nothing is stored.
    func load(_ name: DialogName) throws(StoreError) -> StoredRecord?

    /// Reads something from a record.
    ///
    /// - Parameter body: may get a part of the record first, and run again on the whole when that is not enough. It must
    ///   have no other effect than its result.
    /// - Returns: nil when nothing is stored.
    func read<Result>(
        _ key: DialogKey, _ body: (DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> (result: Result, version: RecordVersion)?

    /// Changes a record and commits the change and the due time that follows from it, durably and together. There is no
    /// other way to change a record.
    ///
    /// Without a change it makes sure that what was read is durable, also if another program wrote it.
    ///
    /// - Parameters:
    ///   - party: the lead, if the dialog is new.
    ///   - change: may run again on a newer record when somebody else was faster. It must have no other effect than the
    ///     change and its result, and it cannot rely on a lock. If it throws, nothing is stored.
    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result

    /// Waits until a record may have another version. It may return early.
    ///
    /// - Parameters:
    ///   - version: what was read; nil for nothing.
    ///   - milliseconds: the longest wait.
    func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64)
}

/// Keeps the records of dialogs.
public protocol RecordStore: DialogStore {
    /// The version of what is stored under a name, even if it cannot be read; nil when nothing is stored.
    func version(of name: DialogName) throws(StoreError) -> RecordVersion?

    /// Removes a record if it still has that version.
    ///
    /// - Returns: whether it was removed.
    func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool

    /// The dialogs that are due by a time, by rising due time.
    ///
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - limit: the longest list.
    func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog]

    /// Leaves a dialog out of ``unparked()`` until a lane of its binding is resumed: nothing of it can be delivered before.
    /// A change of the record ends it too.
    ///
    /// - Parameter version: what was read. Nothing happens when the record has another version now.
    func park(_ key: DialogKey, _ lane: Lane, ifStill version: RecordVersion) throws(StoreError)

    /// All due dialogs but those that are parked, by rising due time.
    func unparked() throws(StoreError) -> [DueDialog]

    /// Whether any dialog is parked.
    func hasParked() throws(StoreError) -> Bool

    /// A part of all records, by rising name. Records that come or go meanwhile may be missing; all others are read once.
    ///
    /// - Parameters:
    ///   - name: ``RecordPage/next`` of the page before; nil for the first page.
    ///   - limit: the longest page.
    func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage

    /// The same store for changes that can be made later as well: it may give up sooner.
    var impatient: Self { get }

    // MARK: For stores that commit the due time apart from the record

    /// Looks once for due times that were lost, if something has happened that can lose them, such as a power failure.
    ///
    /// - Parameters:
    ///   - mayGoOn: asked before each record; after a no the next courier begins again.
    ///   - report: told of each record that cannot be read.
    /// - Returns: whether it was necessary.
    func recoverDue(while mayGoOn: () -> Bool, report: (StoreError, DialogName) -> Void) throws(StoreError) -> Bool

    /// Sets a dialog's due time by its record.
    func refreshDue(_ name: DialogName) throws(StoreError)

    /// Whether a dialog has something to do and its due time was lost, so that no courier would look at it.
    func lacksDue(_ name: DialogName) throws(StoreError) -> Bool

    /// The places of what may be commits that a crash has cut off, beside those of ``RecordPage/torn``. A person has to look.
    func tornRecords() throws(StoreError) -> [String]

    // MARK: For stores that tell of changes

    /// Tells which dialogs have become due; nil for a store that has to be asked.
    func changeFeed() -> (any ChangeFeed)?
}

extension DialogStore {
    /// Reads something from a whole record.
    public func read<Result>(
        _ key: DialogKey, _ body: (DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> (result: Result, version: RecordVersion)? {
        guard let stored = try load(key.name) else { return nil }
        guard stored.record.key == key else { throw .damaged("\(key.name) holds another dialog") }
        do {
            return (try body(stored.record), stored.version)
        } catch {
            throw .damaged("\(key.name): \(error)")
        }
    }
}

extension RecordStore {
    /// The same store.
    public var impatient: Self { self }

    /// The list has all due dialogs.
    public func park(_ key: DialogKey, _ lane: Lane, ifStill version: RecordVersion) throws(StoreError) {}

    /// All due dialogs.
    public func unparked() throws(StoreError) -> [DueDialog] { try due(until: .max, limit: .max) }

    /// No dialog is parked.
    public func hasParked() throws(StoreError) -> Bool { false }

    /// Nothing can be lost.
    public func recoverDue(while mayGoOn: () -> Bool, report: (StoreError, DialogName) -> Void) throws(StoreError)
        -> Bool
    { false }

    /// Nothing to do: the due time is committed with the record.
    public func refreshDue(_ name: DialogName) throws(StoreError) {}

    /// Nothing can be lost.
    public func lacksDue(_ name: DialogName) throws(StoreError) -> Bool { false }

    /// Nothing can be torn.
    public func tornRecords() throws(StoreError) -> [String] { [] }

    /// The store has to be asked.
    public func changeFeed() -> (any ChangeFeed)? { nil }
}
