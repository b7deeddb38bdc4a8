// Which dialogs have something to do: the marks in `pending`, and what finds lost ones.

import POSIX
import Record
import Store

extension FlatFileStore {
    /// The dialogs that are due by a time, by rising due time.
    public func due(until time: Int64, limit: Int) throws(StoreError) -> [DueDialog] {
        // A mark that is moved meanwhile is found in one of the three lists, whichever way it goes.
        let marks = try parkedMarks() + marks(in: directory.pending) + parkedMarks()
        let due = Dictionary(marks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }).values
        return Array(sorted(due.filter { $0.due <= time }).prefix(limit))
    }

    func sorted(_ dialogs: [DueDialog]) -> [DueDialog] {
        dialogs.sorted { ($0.due, $0.name) < ($1.due, $1.name) }
    }

    func marks(in directory: String) throws(StoreError) -> [DueDialog] {
        do {
            return try PendingMarks(directory: directory).list(now: clock.wall())
        } catch {
            throw .unavailable("the pending marks cannot be listed: \(error)")
        }
    }

    /// Sets a dialog's mark by its record.
    public func refreshDue(_ name: DialogName) throws(StoreError) {
        let shard = try takeLock(name)
        defer { _ = shard }
        try mark(name, due: RecordFile(directory.record(name))?.record(clock).due)
    }

    /// Whether a dialog has something to do and no mark.
    public func lacksDue(_ name: DialogName) throws(StoreError) -> Bool {
        // A mark is set before its record is written and removed after. It is looked for before and after the record is
        // read, so a mark that was set or removed just now does not count as lost.
        guard try !isMarked(name), try load(name)?.record.due != nil else { return false }
        return try !isMarked(name)
    }

    /// Marks are not synchronized, so a power failure can lose some: after a boot every record is looked at once. Where the
    /// boot is not known, each courier looks.
    public func recoverDue(while mayGoOn: () -> Bool, report: (StoreError, DialogName) -> Void) throws(StoreError)
        -> Bool
    {
        let boot = boot()
        if let boot, let scanned = try? FileSystem.read(directory.scannedBoot), scanned == boot { return false }
        do {
            // First, so that a disk that cannot be written is one error and not one for each record.
            try FileSystem.remove(directory.scannedBoot)
            for name in try names() {
                guard mayGoOn() else { return true }
                do { try refreshDue(name) } catch { report(error, name) }
            }
            if let boot { try FileSystem.replace(directory.scannedBoot, with: boot) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
        return true
    }

    /// Watches the directory of the marks.
    public func changeFeed() -> (any ChangeFeed)? { MarkFeed(directory.pending) }

    func mark(_ name: DialogName, due: Int64?) throws(StoreError) {
        // A receiver leaves a parked mark without work, which does no harm: it must answer soon.
        let pauses = due == nil && compacts ? try parkedPauses() : []
        do {
            try marks.set(name, due: due)
            for pause in pauses { try FileSystem.remove("\(directory.parked)/\(pause)/\(name)") }
        } catch {
            throw .unavailable("a pending mark cannot be set: \(error)")
        }
    }

    private func isMarked(_ name: DialogName) throws(StoreError) -> Bool {
        if marks.has(name) { return true }
        return try parkedPauses().contains { PendingMarks(directory: "\(directory.parked)/\($0)").has(name) }
    }

    private var marks: PendingMarks { PendingMarks(directory: directory.pending) }
}

/// Tells which marks were set.
private final class MarkFeed: ChangeFeed {
    private let watch: DirectoryWatch

    init(_ path: String) { watch = DirectoryWatch(path) }

    var descriptor: Int32? { watch.descriptor }

    func changes() -> Set<DialogName>? { watch.changes().map { names in Set(names.compactMap { DialogName($0) }) } }
}
