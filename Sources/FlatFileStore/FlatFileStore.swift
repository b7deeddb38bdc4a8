import Dialog
import POSIX
import Record
import Store

/// A store in files: no server, no database.
///
/// Writers of one part of the store exclude each other by a kernel lock, which ends with its process. A change is appended to
/// the dialog's file in one write, and is durable before `update` returns.
public struct FlatFileStore: Store {
    /// Where the files are.
    public let directory: StateDirectory
    let compacts: Bool
    let clock: any TimeSource
    let courierLock: CourierLock
    /// The machine's boot; nil when it is not known. Tests replace it.
    var boot: @Sendable () -> [UInt8]? = Boot.id
    /// What a program that stays has read; nil for one that handles one webhook.
    private let cache: RecordCache?
    private let isReadOnly: Bool
    /// How long a lock is waited for, in milliseconds. Its holders work for about one.
    private var lockPatience: Int64 = 5_000

    /// Opens the store and makes the directories that are missing.
    ///
    /// - Parameters:
    ///   - allowed: what the directory may be although that is not safe.
    ///   - compacts: whether files that have grown too long are written anew. Such a store always reads whole records, and
    ///     remembers long ones.
    public init(
        _ directory: StateDirectory, allowing allowed: Set<DirectoryHazard> = [], compacts: Bool = false,
        clock: any TimeSource = SystemClock()
    ) throws(StoreError) {
        try directory.prepare(allowing: allowed)
        self.init(directory, compacts: compacts, isReadOnly: false, clock: clock)
    }

    /// Opens the store for reading only: no directory is made and nothing is checked.
    public init(reading directory: StateDirectory) {
        self.init(directory, compacts: true, isReadOnly: true, clock: SystemClock())
    }

    private init(_ directory: StateDirectory, compacts: Bool, isReadOnly: Bool, clock: any TimeSource) {
        self.directory = directory
        self.compacts = compacts
        self.isReadOnly = isReadOnly
        self.clock = clock
        cache = compacts ? RecordCache() : nil
        courierLock = CourierLock(directory.courierLock)
    }

    /// The same store with little patience for locks: a receiver that waits for a slow disk with a lock delays its own part
    /// of the store and must not delay the rest.
    public var impatient: FlatFileStore {
        var store = self
        store.lockPatience = 5
        return store
    }

    // MARK: Reading

    /// Reads without the lock: files are only appended to or replaced as a whole, so a reader sees whole commits.
    ///
    /// A reader may see a mixture while an append that has failed is taken back and another one follows. That looks damaged,
    /// and then it is read again under the lock.
    public func load(_ name: DialogName) throws(StoreError) -> StoredRecord? { try file(of: name)?.stored(clock) }

    /// Reads as ``load(_:)`` does.
    func file(of name: DialogName) throws(StoreError) -> RecordFile? {
        do { return try file(directory.record(name)) } catch .damaged { return try lockedFile(of: name) }
    }

    /// Reads under the lock.
    func lockedFile(of name: DialogName) throws(StoreError) -> RecordFile? {
        let shard = try takeLock(name)
        defer { _ = shard }
        return try wholeFile(directory.record(name))
    }

    private func file(_ path: String) throws(StoreError) -> RecordFile? {
        if let cache { try cache.file(path) } else { try RecordFile(path) }
    }

    /// Reads a whole record under the lock. A receiver that uses an index does not see all of the record. So the index of a
    /// damaged record is removed: then the receivers see the damage too.
    private func wholeFile(_ path: String) throws(StoreError) -> RecordFile? {
        do {
            return try file(path)
        } catch {
            if case .damaged = error, !isReadOnly { try? RecordIndex.remove(besideRecord: path) }
            throw error
        }
    }

    /// Reads from an excerpt where the record has one and it is enough.
    public func read<Result>(
        _ key: DialogKey, _ body: (DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> (result: Result, version: RecordVersion)? {
        let shard = try takeLock(key.name)
        defer { _ = shard }
        let path = directory.record(key.name)
        if let file = excerpt(of: key, path), let result = try? body(file.record), !file.record.needsTheWhole {
            return (result, file.version)
        }
        guard let file = try wholeFile(path) else { return nil }
        try checkKey(file.record, key, path)
        do {
            return (try body(file.record), file.version)
        } catch {
            throw .damaged("\(path): \(error)")
        }
    }

    /// The version of what is stored under a name, even if it cannot be read; nil when nothing is stored.
    public func version(of name: DialogName) throws(StoreError) -> RecordVersion? {
        do {
            return try load(name)?.version
        } catch .damaged {
            return FileSystem.stamp(directory.record(name)).map { RecordVersion(ofDamaged: $0) }
        }
    }

    /// Looks at the file's status every few milliseconds, without opening it.
    public func waitForChange(of name: DialogName, after version: RecordVersion?, atMost milliseconds: Int64) {
        let path = directory.record(name)
        let end = clock.monotonic() + milliseconds
        // Nothing stored can be the beginning of a first commit as well, which would look like a change each time.
        if version != nil, RecordVersion.mayDiffer(version, FileSystem.stamp(path)) { return }
        while true {
            let left = end - clock.monotonic()
            guard left > 0 else { return }
            clock.sleep(min(Self.lookInterval, left))
            if RecordVersion.mayDiffer(version, FileSystem.stamp(path)) { return }
        }
    }

    /// In milliseconds.
    private static let lookInterval: Int64 = 5

    // MARK: Changing

    /// Changes a record under the lock of its part of the store.
    public func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let name = key.name
        let shard = try takeLock(name)
        defer { _ = shard }
        let path = directory.record(name)
        // An excerpt is enough for nearly all changes of receivers, whatever the length of the record. Where it is not, the
        // change is made again on the whole.
        if let file = excerpt(of: key, path) {
            var record = file.record(clock)
            if let result = try? change(&record) {
                let due = record.due
                if !record.needsTheWhole {
                    try commit(record, due: due, to: file, shard)
                    return result
                }
            }
        }
        let file = try wholeFile(path)
        var record = file?.record(clock) ?? DialogRecord(key: key, party: party)
        if file == nil { record.follow(clock) }
        try checkKey(record, key, path)
        let result: Result
        do {
            result = try change(&record)
        } catch {
            throw .damaged("\(path): \(error)")
        }
        try commit(record, due: record.due, to: file, shard)
        return result
    }

    /// Removes a record if it still has that version.
    public func remove(_ key: DialogKey, ifStill version: RecordVersion) throws(StoreError) -> Bool {
        let name = key.name
        let shard = try takeLock(name)
        defer { _ = shard }
        let path = directory.record(name)
        guard let file = try wholeFile(path), file.record.key == key, file.version == version else { return false }
        do {
            try RecordFile.remove(path)
        } catch {
            throw .unavailable("a dialog's record cannot be removed: \(error)")
        }
        if file.record.due != nil { try mark(name, due: nil) }
        return true
    }

    private func excerpt(of key: DialogKey, _ path: String) -> RecordFile? {
        guard !compacts, let file = RecordFile(excerptOf: path), file.record.key == key else { return nil }
        return file
    }

    private func checkKey(_ record: DialogRecord, _ key: DialogKey, _ path: String) throws(StoreError) {
        guard record.key == key else { throw .damaged("\(path) holds another dialog") }
    }

    /// - Parameter file: nil for a new record.
    private func commit(_ record: DialogRecord, due: Int64?, to file: RecordFile?, _ shard: borrowing Shard)
        throws(StoreError)
    {
        let name = record.key.name
        guard record.hasChanges else {
            // The answer tells of what was read, so that has to be durable, also if another program wrote it.
            try file?.synchronize()
            return
        }
        // The mark comes first: after a crash in between there is a mark without work, and no work without a mark.
        if let due { try mark(name, due: due) }
        if let file {
            try file.write(record, now: clock.wall())
        } else {
            try RecordFile.create(directory.record(name), record, in: shard)
        }
        // The change is committed. What follows only tidies up, and the next change tidies up as well.
        if due == nil { try? mark(name, due: nil) }
        if compacts, let file, !record.isRewritten { try? file.compact(record, now: clock.wall()) }
    }

    func takeLock(_ name: DialogName) throws(StoreError) -> Shard {
        do {
            return Shard(
                path: directory.shard(name), lock: try FileLock(directory.lock(name), waitingAtMost: lockPatience))
        } catch {
            let reason = "the dialog's lock cannot be had within \(lockPatience) ms: \(error)"
            throw error.isTimeout ? .busy(reason) : .unavailable(reason)
        }
    }
}
