// Dialogs behind a pause: their marks are in a directory of the paused lane, so that no courier lists or reads them.
//
// The directory is named like the pause. Whoever sees it without its pause moves the marks back.

import Dialog
import POSIX
import Record
import Store

extension FlatFileStore {
    /// Moves a dialog's mark away from `pending`, unless the record has changed.
    public func park(_ key: DialogKey, _ lane: Lane, ifStill version: RecordVersion) throws(StoreError) {
        let name = key.name
        // A receiver sets the mark and changes the record under the same lock.
        let lock = try takeLock(name)
        defer { _ = lock }
        guard !RecordVersion.mayDiffer(version, FileSystem.stamp(directory.record(name))) else { return }
        let pause = Self.pauseName(key.binding, lane)
        do {
            try FileSystem.makeDirectories("\(directory.parked)/\(pause)")
            try move(name.description, from: "\(directory.parked)/\(pause)", isBack: false)
        } catch {
            throw .unavailable("a pending mark cannot be moved: \(error)")
        }
        // A person may have ended the pause meanwhile and not have seen this mark.
        if !FileSystem.exists("\(directory.paused)/\(pause)") { try unpark(pause) }
    }

    /// All due dialogs without those that are parked.
    public func unparked() throws(StoreError) -> [DueDialog] {
        for pause in try parkedPauses() where !FileSystem.exists("\(directory.paused)/\(pause)") { try unpark(pause) }
        return try sorted(marks(in: directory.pending))
    }

    /// Whether any dialog is parked.
    public func hasParked() throws(StoreError) -> Bool {
        for pause in try parkedPauses() {
            let isEmpty = try listing { () throws(SystemError) in
                try FileSystem.isEmptyDirectory("\(directory.parked)/\(pause)")
            }
            if !isEmpty { return true }
        }
        return false
    }

    /// The names of the pauses behind which dialogs may be parked.
    func parkedPauses() throws(StoreError) -> [String] {
        guard FileSystem.exists(directory.parked) else { return [] }
        return try listing { () throws(SystemError) in try FileSystem.list(directory.parked) }
    }

    /// The marks of all parked dialogs.
    func parkedMarks() throws(StoreError) -> [DueDialog] {
        var dialogs: [DueDialog] = []
        for pause in try parkedPauses() { dialogs += try marks(in: "\(directory.parked)/\(pause)") }
        return dialogs
    }

    /// Puts the marks behind a pause back.
    func unpark(_ pause: String) throws(StoreError) {
        let parked = "\(directory.parked)/\(pause)"
        guard FileSystem.exists(parked) else { return }
        do {
            for name in try FileSystem.list(parked) where DialogName(name) != nil {
                try move(name, from: parked, isBack: true)
            }
        } catch {
            throw .unavailable("the marks of a pause that has ended cannot be moved: \(error)")
        }
    }

    /// Two processes may move the same mark; the second finds none.
    private func move(_ name: String, from parked: String, isBack: Bool) throws(SystemError) {
        let (pending, parked) = ("\(directory.pending)/\(name)", "\(parked)/\(name)")
        do {
            if isBack { try FileSystem.rename(parked, to: pending) } else { try FileSystem.rename(pending, to: parked) }
        } catch  where error.isMissing {}
    }

    private func listing<Result>(_ body: () throws(SystemError) -> Result) throws(StoreError) -> Result {
        do {
            return try body()
        } catch {
            throw .unavailable("the parked marks cannot be listed: \(error)")
        }
    }
}
