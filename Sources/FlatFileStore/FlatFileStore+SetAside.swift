import Dialog
import Record
import Store

extension FlatFileStore {
    /// Moves a waiting call to the dead letters, in one turn of the dialog's lock. A call that is in flight may arrive all
    /// the same; its letter says so.
    ///
    /// - Parameter rules: the binding's, by which the refusal happens to the dialog; nil for a binding that is gone.
    /// - Returns: the letter's id; nil when no such call waits.
    public func setAside(_ number: Int64, of key: DialogKey, _ rules: DialogRules?, now: Int64) throws(StoreError)
        -> String?
    {
        // A commit of its own: whoever dies after the letter writes the same letter again.
        try update(key, party: nil) { record in record.dateFirstAttempt(number, now: now) }
        let name = key.name
        let lock = try takeLock(name)
        defer { _ = lock }
        let path = directory.record(name)
        guard let file = try RecordFile(path), file.record.key == key, let item = file.record.item(number) else {
            return nil
        }
        var record = file.record
        do {
            try record.setAside(number, rules, now: now)
        } catch {
            throw .damaged("\(path): \(error)")
        }
        // The letter comes first: a death in between leaves both, never neither.
        try DeadLetters(directory).keep(
            item, of: key, reason: "set aside by hand", isInDoubt: item.delivery.isInDoubt, now: now)
        try commit(record, due: record.due, to: file, name)
        return DeadLetters.id(number, item.delivery, of: key)
    }
}
