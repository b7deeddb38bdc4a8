import Record

extension RecordStore {
    /// Removes a dialog that is over and has been quiet. Its attributes stay: the platform sets them once and expects them
    /// at the next transfer.
    ///
    /// - Parameters:
    ///   - stored: the record as it was read. A record that has changed since then is kept.
    ///   - quietSince: a dialog that has changed after this time is kept, in milliseconds since 1970.
    /// - Returns: whether anything was removed.
    public func prune(_ stored: StoredRecord, quietSince: Int64) throws(StoreError) -> Bool {
        let record = stored.record
        guard record.isOver, record.changed <= quietSince else { return false }
        if record.dialog.attributes.isEmpty { return try remove(record.key, ifStill: stored.version) }
        guard !record.isBare else { return false }
        return try update(record.key, party: nil) { record in
            guard record.isOver, record.changed <= quietSince else { return false }
            record.cutDown()
            return true
        }
    }
}
