import Dialog
import Record
import Store
import Synchronization

/// A store in which something else happens right after the first letter was kept.
final class Racing: Store {
    private let store: any Store
    private let act: Mutex<(@Sendable (any Store) throws -> Void)?>

    init(store: any Store, _ act: @escaping @Sendable (any Store) throws -> Void) {
        self.store = store
        self.act = Mutex(act)
    }

    func keep(_ letter: DeadLetter) throws(StoreError) {
        try store.keep(letter)
        let act = act.withLock { act in
            defer { act = nil }
            return act
        }
        do { try act?(store) } catch { throw .unavailable("\(error)") }
    }

    func load(_ name: DialogName) throws(StoreError) -> StoredRecord? { try store.load(name) }
    func version(of name: DialogName) throws(StoreError) -> RecordVersion? { try store.version(of: name) }
    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result { try store.update(key, party: party, change) }
    func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        try store.remove(key, ifStill: version)
    }
    func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        try store.due(until: time, limit: limit)
    }
    func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        try store.records(after: name, limit: limit)
    }
    func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        store.waitForChange(of: name, after: version, atMost: milliseconds)
    }
    func deadLetters() throws(StoreError) -> [DeadLetter] { try store.deadLetters() }
    func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { try store.deadLetter(id) }
    func dropDeadLetter(_ id: String) throws(StoreError) -> Bool { try store.dropDeadLetter(id) }
    func pause(_ pause: Pause) throws(StoreError) { try store.pause(pause) }
    func resume(_ binding: String, _ lane: Lane) throws(StoreError) { try store.resume(binding, lane) }
    func pauses() throws(StoreError) -> [Pause] { try store.pauses() }
    var claimsCoverAllBindings: Bool { store.claimsCoverAllBindings }
    func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim {
        try store.claim(binding, by: holder, for: milliseconds)
    }
    func release(_ binding: String, by holder: String) throws(StoreError) { try store.release(binding, by: holder) }
    func holder(of binding: String) throws(StoreError) -> String? { try store.holder(of: binding) }
}
