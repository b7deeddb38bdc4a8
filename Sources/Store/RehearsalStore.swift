import Dialog
import Record
import Synchronization

/// The store of a dry run: it reads from another store and keeps all changes in memory. The other store stays as it is.
public final class RehearsalStore: DialogStore, DeadLetterStore, PauseStore {
    /// A dialog that was given to ``update(_:party:_:)``.
    public struct RehearsedDialog: Sendable {
        /// What its record is stored under.
        public let key: DialogKey
        /// The number of its first new call.
        public let firstCall: Int64
    }

    private let base: (any DialogStore)?
    private let changed: InMemoryStore
    private let clock: any TimeSource
    private let rehearsed = Mutex<[RehearsedDialog]>([])

    /// A rehearsal of changes to a store; nil for an empty one.
    public init(of base: (any DialogStore)?, clock: any TimeSource) {
        self.base = base
        self.clock = clock
        changed = InMemoryStore(clock: clock)
    }

    /// The dialogs that were given to ``update(_:party:_:)``, in the order of the first time.
    public var dialogs: [RehearsedDialog] { rehearsed.withLock { $0 } }

    /// The record as it was changed here, or else as the other store has it; nil when nothing is stored.
    public func load(_ name: DialogName) throws(StoreError) -> StoredRecord? {
        if let record = try changed.load(name) { return record }
        return try base?.load(name)
    }

    /// Changes a copy of the record in memory.
    public func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let record = try load(key.name)?.record
        if let record { changed.insert(record) }
        let dialog = RehearsedDialog(key: key, firstCall: record?.dialog.nextCall ?? 1)
        rehearsed.withLock { dialogs in
            if !dialogs.contains(where: { $0.key == key }) { dialogs.append(dialog) }
        }
        return try changed.update(key, party: party, change)
    }

    /// Waits the whole time: no other program changes a rehearsal.
    public func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        clock.sleep(milliseconds)
    }

    /// Keeps a letter in memory, in the place of one with the same id.
    public func keep(_ letter: DeadLetter) throws(StoreError) { try changed.keep(letter) }

    /// The letters that were kept here, the oldest first.
    public func deadLetters() throws(StoreError) -> [DeadLetter] { try changed.deadLetters() }

    /// The letter of that id, if it was kept here.
    public func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { try changed.deadLetter(id) }

    /// Removes a letter that was kept here.
    @discardableResult
    public func dropDeadLetter(_ id: String) throws(StoreError) -> Bool { try changed.dropDeadLetter(id) }

    // MARK: Pauses. Nothing is delivered, so no lane is paused.

    /// Does nothing.
    public func pause(_ pause: Pause) {}

    /// Does nothing.
    public func resume(_ binding: String, _ lane: Lane) {}

    /// None.
    public func pauses() -> [Pause] { [] }
}
