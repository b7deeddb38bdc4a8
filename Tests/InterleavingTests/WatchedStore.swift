import Dialog
import Record
import Store

/// The store of a run. It has one dialog and keeps each commit, also the courier's, so that the run can check it.
///
/// The record stays a value: to encode and decode all of it at each step, as `InMemoryStore` does, took nearly half of a
/// run's time. An `InMemoryStore` keeps all else. A run uses the store from one thread.
final class WatchedStore: Store, @unchecked Sendable {
    /// A change of the record.
    struct Commit {
        var before: DialogRecord
        var after: DialogRecord
        /// False when the change left nothing to store.
        var isStored: Bool
    }

    private let rest: InMemoryStore
    /// What is stored, as a value.
    var record: DialogRecord?
    private var commits: [Commit] = []
    /// What a store that only appends would have: the entries of each commit.
    private(set) var appended: [[Entry]] = []

    init(clock: any TimeSource) { rest = InMemoryStore(clock: clock) }

    /// A store with the same record, without claims.
    init(copyOf other: WatchedStore, clock: any TimeSource) {
        rest = InMemoryStore(clock: clock)
        record = other.record
        appended = other.appended
    }

    /// Returns the commits since the last call.
    func takeCommits() -> [Commit] {
        defer { commits = [] }
        return commits
    }

    func load(_ name: DialogName) throws(StoreError) -> StoredRecord? {
        try version(of: name).flatMap { version in record.map { StoredRecord(record: $0, version: version) } }
    }

    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let before = record ?? DialogRecord(key: key, party: party)
        var after = before
        let result: Result
        do { result = try change(&after) } catch { throw .damaged("\(key.name): \(error)") }
        let isStored = after.hasChanges
        if isStored {
            appended.append(after.entries)
            after.forgetChanges()
            record = after
        }
        commits.append(Commit(before: before, after: after, isStored: isStored))
        return result
    }

    func version(of name: DialogName) throws(StoreError) -> RecordVersion? {
        name == record?.key.name ? RecordVersion([UInt8](String(appended.count).utf8)) : nil
    }

    func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        guard try self.version(of: key.name) == version else { return false }
        record = nil
        return true
    }

    func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        guard limit > 0, let record, let due = record.due, due <= time else { return [] }
        return [DueDialog(name: record.key.name, due: due, token: ChangeToken(Int64(appended.count)))]
    }

    func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        var page = RecordPage()
        if limit > 0, let key = record?.key, name.map({ $0 < key.name }) ?? true, let stored = try load(key.name) {
            page.records = [stored]
        }
        return page
    }

    /// A run has one thread, so there is no change to wait for.
    func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {}
}

// MARK: - What the store in memory keeps

extension WatchedStore {
    func keep(_ letter: DeadLetter) throws(StoreError) { try rest.keep(letter) }
    func deadLetters() throws(StoreError) -> [DeadLetter] { try rest.deadLetters() }
    func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { try rest.deadLetter(id) }
    func dropDeadLetter(_ id: String) throws(StoreError) -> Bool { try rest.dropDeadLetter(id) }

    func pause(_ pause: Pause) throws(StoreError) { try rest.pause(pause) }
    func resume(_ binding: String, _ lane: Lane) throws(StoreError) { try rest.resume(binding, lane) }
    func pauses() throws(StoreError) -> [Pause] { try rest.pauses() }

    var claimsCoverAllBindings: Bool { rest.claimsCoverAllBindings }
    func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim {
        try rest.claim(binding, by: holder, for: milliseconds)
    }
    func release(_ binding: String, by holder: String) throws(StoreError) { try rest.release(binding, by: holder) }
    func holder(of binding: String) throws(StoreError) -> String? { try rest.holder(of: binding) }
}
