// All records, page by page.

import POSIX
import Record
import Store

extension FlatFileStore {
    /// A part of all records, by rising name.
    public func records(after name: DialogName?, limit: Int) throws(StoreError) -> RecordPage {
        var page = RecordPage()
        for shard in try shards().sorted() where shard >= name?.shard ?? "" {
            for next in try files(in: shard).compactMap({ DialogName($0) }).sorted() {
                if let name, next <= name { continue }
                guard page.records.count + page.problems.count < limit else { return page }
                page.next = next
                do {
                    var file = try file(of: next)
                    // Without the lock it may be an append that goes on.
                    if tornPlace(next, file) != nil { file = try lockedFile(of: next) }
                    if let file { page.records.append(file.stored(clock)) }
                    if let place = tornPlace(next, file) { page.torn.append(place) }
                } catch {
                    page.problems.append(error)
                }
            }
        }
        page.next = nil
        return page
    }

    /// The paths of what was set aside: see ``RecordFile``.
    public func tornRecords() throws(StoreError) -> [String] {
        var paths: [String] = []
        for shard in try shards() {
            for file in try files(in: shard) where RecordFile.isTorn(file) {
                paths.append("\(directory.dialogs)/\(shard)/\(file)")
            }
        }
        return paths.sorted()
    }

    /// The place of what may be a commit of a dialog that a crash has cut off; nil for none.
    ///
    /// - Parameter file: as it was read; nil for one without a whole commit, or none at all.
    private func tornPlace(_ name: DialogName, _ file: RecordFile?) -> String? {
        let path = directory.record(name)
        guard let start = file.map(\.tornStart) ?? (FileSystem.size(path) > 0 ? 0 : nil) else { return nil }
        return "\(path), from byte \(start) on,"
    }

    /// The names of all dialogs.
    func names() throws(StoreError) -> [DialogName] {
        var names: [DialogName] = []
        for shard in try shards() { names += try files(in: shard).compactMap { DialogName($0) } }
        return names
    }

    private func shards() throws(StoreError) -> [String] {
        do {
            return try FileSystem.list(directory.dialogs).filter { $0.utf8.count == 2 }
        } catch {
            throw .unavailable("the dialogs cannot be listed: \(error)")
        }
    }

    /// The files that belong to a shard. Other files, which somebody has put there, are left alone.
    private func files(in shard: String) throws(StoreError) -> [String] {
        do {
            return try FileSystem.list("\(directory.dialogs)/\(shard)").filter { $0.hasPrefix(shard) }
        } catch  where error.isMissing {
            // A file, which is no shard.
            return []
        } catch {
            throw .unavailable("the dialogs cannot be listed: \(error)")
        }
    }
}
