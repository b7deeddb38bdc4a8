import Dialog
import Record
import Synchronization

/// A store in memory, for tests and rehearsals. It works as a database does that replaces a value if its version is still
/// the same: a change runs again when somebody else was faster.
public final class InMemoryStore: Store {
    private struct Value {
        var content: [UInt8]
        var version: Int64
        var due: Int64?
    }

    private struct Content {
        /// The version of the last change of anything.
        var version: Int64 = 0
        var records: [DialogName: Value] = [:]
        var letters: [String: DeadLetter] = [:]
        var pauses: [Pause] = []
        /// By binding; the end by the monotonic clock.
        var claims: [String: (holder: String, end: Int64)] = [:]
    }

    private let content = Mutex(Content())
    private let clock: any TimeSource

    /// An empty store.
    public init(clock: any TimeSource) { self.clock = clock }
}

// MARK: - Records

extension InMemoryStore {
    /// The record of that name; nil when nothing is stored.
    public func load(_ name: DialogName) throws(StoreError) -> StoredRecord? {
        try decode(content.withLock { $0.records[name] }, name)
    }

    /// The version of what is stored under a name; nil when nothing is stored.
    public func version(of name: DialogName) throws(StoreError) -> RecordVersion? {
        content.withLock { $0.records[name] }.map { Self.version($0.version) }
    }

    /// Changes a record and commits it if no other writer was faster; else the change runs again.
    public func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let name = key.name
        while true {
            let stored = try load(name)
            var record = stored?.record ?? DialogRecord(key: key, party: party)
            if stored == nil { record.follow(clock) }
            guard record.key == key else { throw .damaged("\(name) holds another dialog") }
            let result: Result
            do { result = try change(&record) } catch { throw .damaged("\(name): \(error)") }
            guard record.hasChanges else { return result }
            let encoded = Self.encode(record.snapshot(now: clock.wall()))
            let due = record.due
            let isStored = content.withLock { content in
                guard content.records[name].map({ Self.version($0.version) }) == stored?.version else { return false }
                content.version += 1
                content.records[name] = Value(content: encoded, version: content.version, due: due)
                return true
            }
            if isStored { return result }
        }
    }

    /// Takes a record of another store over, unless there is one of that name.
    func insert(_ record: DialogRecord) {
        let encoded = Self.encode(record.snapshot(now: clock.wall()))
        content.withLock { content in
            guard content.records[record.key.name] == nil else { return }
            content.version += 1
            content.records[record.key.name] = Value(content: encoded, version: content.version, due: record.due)
        }
    }

    /// Removes a record if it still has that version.
    public func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        content.withLock { content in
            guard let value = content.records[key.name], Self.version(value.version) == version else { return false }
            content.records[key.name] = nil
            return true
        }
    }

    /// The dialogs that are due by a time, by rising due time.
    public func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        let dialogs = content.withLock { content in
            content.records.compactMap { name, value in
                value.due.map { DueDialog(name: name, due: $0, token: ChangeToken(value.version)) }
            }
        }
        let due = dialogs.filter { $0.due <= time }.sorted { ($0.due, $0.name) < ($1.due, $1.name) }
        return Array(due.prefix(limit))
    }

    /// A part of all records, by rising name.
    public func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        let all = content.withLock { $0.records }
        let names = all.keys.filter { key in name.map { $0 < key } ?? true }.sorted()
        var page = RecordPage()
        for name in names.prefix(limit) {
            do {
                if let record = try decode(all[name], name) { page.records.append(record) }
            } catch {
                page.problems.append(error)
            }
        }
        page.next = names.count > limit ? names.prefix(limit).last : nil
        return page
    }

    /// Looks at the version every few milliseconds.
    public func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        let end = clock.monotonic() + milliseconds
        while content.withLock({ $0.records[name] }).map({ Self.version($0.version) }) == version {
            let left = end - clock.monotonic()
            guard left > 0 else { return }
            clock.sleep(min(5, left))
        }
    }

    private static func version(_ number: Int64) -> RecordVersion {
        RecordVersion(withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }

    private static func encode(_ entries: [Entry]) -> [UInt8] {
        var writer = ByteWriter()
        for entry in entries { entry.encode(into: &writer) }
        return writer.output
    }

    private func decode(_ value: Value?, _ name: DialogName) throws(StoreError) -> StoredRecord? {
        guard let value else { return nil }
        do {
            var record = try DialogRecord(entries: value.content)
            record.follow(clock)
            return StoredRecord(record: record, version: Self.version(value.version))
        } catch {
            throw .damaged("\(name): \(error)")
        }
    }
}

// MARK: - Dead letters, pauses, claims

extension InMemoryStore {
    /// Keeps a letter in the place of one with the same id.
    public func keep(_ letter: DeadLetter) throws(StoreError) { content.withLock { $0.letters[letter.id] = letter } }

    /// All letters, the oldest first.
    public func deadLetters() throws(StoreError) -> [DeadLetter] {
        content.withLock { Array($0.letters.values) }.inOrder
    }

    /// The letter of that id; nil when there is none.
    public func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? { content.withLock { $0.letters[id] } }

    /// Removes a letter.
    @discardableResult
    public func dropDeadLetter(_ id: String) throws(StoreError) -> Bool {
        content.withLock { $0.letters.removeValue(forKey: id) != nil }
    }

    /// Pauses a lane of a binding.
    public func pause(_ pause: Pause) throws(StoreError) {
        try resume(pause.binding, pause.lane)
        content.withLock { $0.pauses.append(pause) }
    }

    /// Ends a pause.
    public func resume(_ binding: String, _ lane: Lane) throws(StoreError) {
        content.withLock { $0.pauses.removeAll { $0.binding == binding && $0.lane == lane } }
    }

    /// All pauses, by binding.
    public func pauses() throws(StoreError) -> [Pause] {
        content.withLock { $0.pauses }.sorted { ($0.binding, $0.lane.rawValue) < ($1.binding, $1.lane.rawValue) }
    }

    /// Each binding is claimed for itself.
    public var claimsCoverAllBindings: Bool { false }

    /// Claims a binding, or renews the holder's own claim.
    public func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim {
        let (now, wall) = (clock.monotonic(), clock.wall())
        return content.withLock { content in
            if let claim = content.claims[binding], claim.holder != holder, claim.end > now {
                return .held(by: claim.holder, until: wall + claim.end - now)
            }
            content.claims[binding] = (holder, now + milliseconds)
            return .granted
        }
    }

    /// Gives a claim up.
    public func release(_ binding: String, by holder: String) throws(StoreError) {
        content.withLock { content in
            if content.claims[binding]?.holder == holder { content.claims[binding] = nil }
        }
    }

    /// Who has claimed a binding; nil when it is free.
    public func holder(of binding: String) throws(StoreError) -> String? {
        let now = clock.monotonic()
        return content.withLock { $0.claims[binding].flatMap { $0.end > now ? $0.holder : nil } }
    }
}
