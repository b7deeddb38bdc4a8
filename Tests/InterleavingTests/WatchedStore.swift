import Dialog
import Record
import Store

/// A store in memory with one dialog. It keeps all commits, those of the courier too, so that a run can check each.
///
/// A run uses it from one thread.
final class WatchedStore: Store, @unchecked Sendable {
    /// A change of the record.
    struct Commit {
        var before: DialogRecord
        var after: DialogRecord
        /// False when the change left nothing to store.
        var isStored: Bool
    }

    private let base: InMemoryStore
    private var commits: [Commit] = []
    /// What a store that only appends would have: the entries of each commit.
    private(set) var appended: [[Entry]] = []

    init(clock: any TimeSource) { base = InMemoryStore(clock: clock) }

    init(copyOf other: WatchedStore, clock: any TimeSource) {
        base = InMemoryStore(copyOf: other.base, clock: clock)
        appended = other.appended
    }

    /// Returns the commits since the last call.
    func takeCommits() -> [Commit] {
        defer { commits = [] }
        return commits
    }

    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        var commit: Commit?
        let result = try base.update(key, party: party) { (record) throws(DamagedRecord) in
            let before = record
            let result = try change(&record)
            commit = Commit(before: before, after: record, isStored: record.hasChanges)
            return result
        }
        if var commit {
            if commit.isStored { appended.append(commit.after.entries) }
            commit.after.forgetChanges()
            commits.append(commit)
        }
        return result
    }
}

// MARK: - What the store in memory does

extension WatchedStore {
    func load(_ name: DialogName) throws(StoreError) -> StoredRecord? { try base.load(name) }
    func version(of name: DialogName) throws(StoreError) -> RecordVersion? { try base.version(of: name) }
    func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        try base.remove(key, ifStill: version)
    }
    func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        try base.due(until: time, limit: limit)
    }
    func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        try base.records(after: name, limit: limit)
    }
    func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        base.waitForChange(of: name, after: version, atMost: milliseconds)
    }

    func keep(_ letter: DeadLetter) throws(StoreError) { try base.keep(letter) }
    func deadLetters() throws(StoreError) -> [DeadLetter] { try base.deadLetters() }
    func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { try base.deadLetter(id) }
    func dropDeadLetter(_ id: String) throws(StoreError) -> Bool { try base.dropDeadLetter(id) }

    func pause(_ pause: Pause) throws(StoreError) { try base.pause(pause) }
    func resume(_ binding: String, _ lane: Lane) throws(StoreError) { try base.resume(binding, lane) }
    func pauses() throws(StoreError) -> [Pause] { try base.pauses() }

    var claimsCoverAllBindings: Bool { base.claimsCoverAllBindings }
    func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim {
        try base.claim(binding, by: holder, for: milliseconds)
    }
    func release(_ binding: String, by holder: String) throws(StoreError) { try base.release(binding, by: holder) }
    func holder(of binding: String) throws(StoreError) -> String? { try base.holder(of: binding) }
}
