import Dialog
import Record
import Synchronization

/// The store of a dry run: it reads from another store and keeps all changes in memory. The other store stays as it is.
public final class RehearsalStore: DialogStore, DeadLetterStore {
    /// A dialog that was given to ``update(_:party:_:)``.
    public struct RehearsedDialog: Sendable {
        /// What its record is stored under.
        public let key: DialogKey
        /// The number of its first new call.
        public let firstCall: Int64
    }

    private struct Content {
        var records: [DialogName: (record: DialogRecord, version: Int64)] = [:]
        var dialogs: [RehearsedDialog] = []
        var letters: [String: DeadLetter] = [:]
    }

    private let base: (any DialogStore)?
    private let clock: any TimeSource
    private let content = Mutex(Content())

    /// A rehearsal of changes to a store; nil for an empty one.
    public init(of base: (any DialogStore)?, clock: any TimeSource) {
        self.base = base
        self.clock = clock
    }

    /// The dialogs that were given to ``update(_:party:_:)``, in the order of the first time.
    public var dialogs: [RehearsedDialog] { content.withLock { $0.dialogs } }
}

// MARK: - Records

extension RehearsalStore {
    /// The record as it was changed here, or else as the other store has it; nil when nothing is stored.
    public func load(_ name: DialogName) throws(StoreError) -> StoredRecord? {
        guard let changed = content.withLock({ $0.records[name] }) else { return try base?.load(name) }
        return StoredRecord(record: changed.record, version: Self.version(changed.version))
    }

    /// Changes a record in memory if nobody else was faster; else the change runs again.
    public func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let name = key.name
        while true {
            let known = content.withLock { $0.records[name] }
            let stored = if let known { known.record } else { try base?.load(name)?.record }
            var record = stored ?? DialogRecord(key: key, party: party)
            guard record.key == key else { throw .damaged("\(name) holds another dialog") }
            let dialog = RehearsedDialog(key: key, firstCall: record.dialog.nextCall)
            let result: Result
            do { result = try change(&record) } catch { throw .damaged("\(name): \(error)") }
            let changed = record.hasChanges ? record : nil
            let isKept = content.withLock { content in
                guard content.records[name]?.version == known?.version else { return false }
                if !content.dialogs.contains(where: { $0.key == key }) { content.dialogs.append(dialog) }
                if var changed {
                    changed.forgetChanges()
                    content.records[name] = (changed, (known?.version ?? 0) + 1)
                }
                return true
            }
            if isKept { return result }
        }
    }

    /// Waits the whole time: no other program changes a rehearsal.
    public func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        clock.sleep(milliseconds)
    }

    private static func version(_ number: Int64) -> RecordVersion {
        RecordVersion(Array("rehearsal \(number)".utf8))
    }
}

// MARK: - Dead letters

extension RehearsalStore {
    /// Keeps a letter in memory, in the place of one with the same id.
    public func keep(_ letter: DeadLetter) throws(StoreError) { content.withLock { $0.letters[letter.id] = letter } }

    /// The letters that were kept here, the oldest first.
    public func deadLetters() throws(StoreError) -> [DeadLetter] {
        content.withLock { Array($0.letters.values) }.inOrder
    }

    /// The letter of that id, if it was kept here.
    public func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { content.withLock { $0.letters[id] } }

    /// Removes a letter that was kept here.
    @discardableResult
    public func dropDeadLetter(_ id: String) throws(StoreError) -> Bool {
        content.withLock { $0.letters.removeValue(forKey: id) != nil }
    }
}
