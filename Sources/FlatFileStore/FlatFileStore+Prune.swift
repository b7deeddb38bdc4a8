import Dialog
import POSIX
import Record
import Store

extension FlatFileStore {
    /// Removes a dialog that is over, with everything but its attributes.
    ///
    /// - Parameter quietSince: a dialog that has changed later is kept; in milliseconds since 1970.
    /// - Returns: whether it was removed.
    public func prune(_ key: DialogKey, quietSince: Int64) throws(StoreError) -> Bool {
        let name = key.name
        let lock = try takeLock(name)
        defer { _ = lock }
        let path = directory.record(name)
        guard var record = try RecordFile(path)?.record, record.key == key, record.isOver, record.changed <= quietSince
        else {
            return false
        }
        do {
            if record.dialog.attributes.isEmpty {
                try RecordFile.remove(path)
            } else {
                guard !record.isBare else { return false }
                record.cutDown()
                try RecordFile.replace(path, with: Frame.encode(record.entries, version: 1))
            }
            return true
        } catch {
            throw .unavailable("a dialog's record cannot be removed: \(error)")
        }
    }
}
