import Dialog
import POSIX
import Record
import Store

/// Dialogs in files: no server, no database.
///
/// Writers of one part of the store exclude each other by a kernel lock, which a dead process cannot keep. A change is
/// appended to the dialog's file in one write that survives a loss of power before anybody is told that it happened.
public struct FlatFileStore: DialogStore, Sendable {
    /// Where the files are.
    public let directory: StateDirectory
    private let compacts: Bool
    private let clock: @Sendable () -> Int64
    /// How long a lock is waited for, in milliseconds. Its holders work for about one.
    public var lockPatience: Int64 = 5_000

    /// - Parameters:
    ///   - allowsNetwork: whether the directory may be on a network file system.
    ///   - compacts: whether files that have grown too long are written anew. Who does that reads every record as a whole.
    ///   - clock: milliseconds since 1970.
    public init(
        _ directory: StateDirectory, allowsNetwork: Bool = false, compacts: Bool = false,
        clock: @escaping @Sendable () -> Int64 = Clock.wall
    ) throws(StoreError) {
        try directory.prepare(allowsNetwork: allowsNetwork)
        self.directory = directory
        self.compacts = compacts
        self.clock = clock
    }

    /// Reads without the lock: files are only appended to or replaced as a whole, so a reader sees whole commits.
    ///
    /// Only where a torn write is being overwritten a reader may see a mixture, which looks damaged: then the lock decides.
    public func load(_ name: DialogName) throws(StoreError) -> DialogRecord? {
        do {
            return try directory.read(name)
        } catch .damaged {
            let lock = try takeLock(name)
            defer { _ = lock }
            return try directory.read(name)
        }
    }

    public func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result {
        let name = key.name
        let lock = try takeLock(name)
        defer { _ = lock }
        let path = directory.record(name)
        // An excerpt does for nearly all that receivers change, whatever the length of the record. Where it does not, the
        // change is made again on the whole.
        if !compacts, let file = RecordFile(excerptOf: path), file.record.key == key {
            var record = file.record
            if let result = try? change(&record) {
                let due = record.due
                if !record.needsTheWhole {
                    try commit(record, due: due, to: file, name)
                    return result
                }
            }
        }
        let file = try RecordFile(path)
        var record = file?.record ?? DialogRecord(key: key, party: party)
        guard record.key == key else { throw .damaged("\(path) holds another dialog") }
        let result: Result
        do {
            result = try change(&record)
        } catch {
            throw .damaged("\(path): \(error)")
        }
        try commit(record, due: record.due, to: file, name)
        return result
    }

    /// Commits what has changed of a record.
    ///
    /// - Parameter file: nil for a new record.
    func commit(_ record: DialogRecord, due: Int64?, to file: RecordFile?, _ name: DialogName) throws(StoreError) {
        guard record.hasChanges else {
            // What the answer tells must be safe, also when it was somebody else who wrote it.
            try file?.synchronize()
            return
        }
        // The mark comes first: whoever dies in between leaves a hint too many, never one too few.
        if let due { try mark(name, due: due) }
        if let file { try file.append(record) } else { try RecordFile.create(directory.record(name), record) }
        // The change is committed. What follows only tidies up, and the next change tidies up as well.
        if due == nil { try? mark(name, due: nil) }
        if compacts, let file { try? file.compact(record, now: clock()) }
    }

    public func pending() throws(StoreError) -> [PendingMark] {
        do {
            return try marks.list()
        } catch {
            throw .unavailable("the pending marks cannot be listed: \(error)")
        }
    }

    /// A dialog's mark; nil when it has none.
    public func mark(of name: DialogName) -> PendingMark? { marks.mark(name) }

    /// The names of all dialogs.
    public func names() throws(StoreError) -> [DialogName] { try files().compactMap { DialogName($0) } }

    /// The first commits that may have been torn, as they were set aside, by their paths: see ``RecordFile/create(_:_:)``.
    public func tornRecords() throws(StoreError) -> [String] {
        try files().filter { RecordFile.isTorn($0) }.map { "\(directory.path)/dialogs/\($0.prefix(2))/\($0)" }.sorted()
    }

    /// The names of all files that are in their part of the store. Whatever else somebody has put there is left alone.
    private func files() throws(StoreError) -> [String] {
        do {
            var files: [String] = []
            for shard in try FileSystem.list("\(directory.path)/dialogs") where shard.utf8.count == 2 {
                do {
                    files += try FileSystem.list("\(directory.path)/dialogs/\(shard)").filter { $0.hasPrefix(shard) }
                } catch  where error.isMissing {
                    // A file, which is no part of the store.
                    continue
                }
            }
            return files
        } catch {
            throw .unavailable("the dialogs cannot be listed: \(error)")
        }
    }

    /// Sets a dialog's mark by what its record says.
    public func renewMark(_ name: DialogName) throws(StoreError) {
        let lock = try takeLock(name)
        defer { _ = lock }
        try mark(name, due: RecordFile(directory.record(name))?.record.due)
    }

    /// Whether a dialog has something to do and no mark: no courier would look at it before the next reboot.
    public func lacksMark(_ name: DialogName) throws(StoreError) -> Bool {
        // A mark is set before its record is written and removed after. Looking for it on both sides of the record takes
        // nothing for lost that came or went just now.
        guard mark(of: name) == nil, try load(name)?.due != nil else { return false }
        return mark(of: name) == nil
    }

    private func mark(_ name: DialogName, due: Int64?) throws(StoreError) {
        do {
            try marks.set(name, due: due)
        } catch {
            throw .unavailable("a pending mark cannot be set: \(error)")
        }
    }

    private var marks: PendingMarks { PendingMarks(directory: directory.pending) }

    func takeLock(_ name: DialogName) throws(StoreError) -> FileLock {
        do {
            return try FileLock(directory.lock(name), waitingAtMost: lockPatience)
        } catch {
            throw .unavailable("the dialog's lock cannot be had within \(lockPatience) ms: \(error)")
        }
    }
}
