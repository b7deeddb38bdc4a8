import Dialog
import Record
import Store

/// A store in memory that counts how often each record is read. A test uses it from one thread.
final class CountingStore: Store, @unchecked Sendable {
    private let rest: InMemoryStore
    private(set) var reads: [DialogName: Int] = [:]

    init(clock: any TimeSource) { rest = InMemoryStore(clock: clock) }

    func load(_ name: DialogName) throws(StoreError) -> StoredRecord? {
        reads[name, default: 0] += 1
        return try rest.load(name)
    }

    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result { try rest.update(key, party: party, change) }

    func version(of name: DialogName) throws(StoreError) -> RecordVersion? { try rest.version(of: name) }
    func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        try rest.remove(key, ifStill: version)
    }
    func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        try rest.due(until: time, limit: limit)
    }
    func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        try rest.records(after: name, limit: limit)
    }
    func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        rest.waitForChange(of: name, after: version, atMost: milliseconds)
    }

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
