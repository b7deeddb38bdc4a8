import POSIX
import Record
import Store

/// The file of one record, read and changed under the lock of its part of the store.
struct RecordFile {
    let path: String
    /// The record, or an excerpt of it.
    let record: DialogRecord
    private let last: Frame.Last
    /// The file's stamp when it was read.
    private let stamp: FileStamp
    /// The index that the record was read from; nil when it was read as a whole.
    private let index: RecordIndex?

    /// How long the file is, torn writes included.
    private var length: Int { Int(stamp.size) }

    /// Which value of the record was read.
    var version: RecordVersion { RecordVersion(stamp, last) }

    /// The record with its version.
    var stored: StoredRecord { StoredRecord(record: record, version: version) }

    /// Reads a record; nil when there is none.
    init?(_ path: String) throws(StoreError) {
        guard let (bytes, stamp) = try Self.read(path) else { return nil }
        do {
            let reading = try Frame.read(bytes)
            // The first commit was torn: nothing has been acknowledged yet.
            if reading.contents.isEmpty { return nil }
            record = try DialogRecord(reading: reading.contents)
            last = reading.last
        } catch {
            throw .damaged("\(path): \(error)")
        }
        self.path = path
        self.stamp = stamp
        index = nil
    }

    /// Reads the excerpt of a long record that has an index; nil for any other.
    init?(excerptOf path: String) {
        var stamp: FileStamp?
        guard
            let index = RecordIndex(
                besideRecord: path,
                isCurrent: { last in
                    stamp = Self.stamp(of: path, ifItEndsWith: last)
                    return stamp != nil
                }), let stamp,
            let record = try? DialogRecord(
                index.excerpt, receipts: { key throws(DamagedRecord) in try index.receipt(key) })
        else { return nil }
        self.path = path
        self.record = record
        self.stamp = stamp
        self.index = index
        last = index.last
    }

    private static func stamp(of path: String, ifItEndsWith last: Frame.Last) -> FileStamp? {
        guard let file = try? OpenFile(path, O_RDONLY), let status = try? file.status(),
            status.st_size == off_t(last.end),
            (try? file.readBytes(Frame.headerSize, at: last.start)) == last.header
        else { return nil }
        return FileStamp(status)
    }

    private static func read(_ path: String) throws(StoreError) -> (bytes: [UInt8], stamp: FileStamp)? {
        do {
            let file = try OpenFile(path, O_RDONLY)
            let stamp = FileStamp(try file.status())
            return (try file.readBytes(Int(stamp.size), at: 0), stamp)
        } catch {
            if error.isMissing { return nil }
            throw .unavailable("a dialog's record cannot be read: \(error)")
        }
    }

    /// Writes what has changed and waits for the disk.
    func write(_ changed: DialogRecord) throws(StoreError) {
        guard changed.isRewritten else { return try append(changed) }
        do {
            try Self.replace(path, with: Frame.encode(changed.entries, version: 1))
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    private func append(_ changed: DialogRecord) throws(StoreError) {
        let frame = Frame.encode(changed.entries, version: last.version + 1)
        do {
            let file = try OpenFile(path, O_WRONLY)
            if length > last.end { try file.truncate(to: last.end) }
            do {
                try file.write(frame, at: last.end)
                try file.synchronizeData()
            } catch {
                // Half a frame does no harm, but it takes room that a full disk may not have.
                try? file.truncate(to: last.end)
                throw error
            }
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
        keepIndex(changed, frame)
    }

    /// The change is committed already. An index that cannot be updated is out of date, and the next program that changes
    /// the whole record makes a new one.
    private func keepIndex(_ changed: DialogRecord, _ frame: [UInt8]) {
        let next = last.next(frame)
        guard next.end >= RecordIndex.floor else { return }
        if let index = index ?? RecordIndex(besideRecord: path, isCurrent: { $0 == last }),
            (try? index.follow(changed, frame, next)) != nil
        {
            return
        }
        try? RecordIndex.make(besideRecord: path, of: changed)
    }

    /// Waits until what was read is durable: the program that wrote it may have died before it was.
    ///
    /// An index is written after the disk has the record, so what was read from an index is durable.
    func synchronize() throws(StoreError) {
        guard index == nil else { return }
        do {
            try FileSystem.synchronizeFile(path)
            if last.version == 1 { try FileSystem.synchronizeDirectory(FileSystem.directory(of: path)) }
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Writes the first commit of a record and waits for the disk.
    ///
    /// The rest of a torn first commit is set aside. Nothing in it was acknowledged, but a file that has lost its end in
    /// another way looks the same.
    static func create(_ path: String, _ record: DialogRecord) throws(StoreError) {
        let directory = FileSystem.directory(of: path)
        do {
            if try FileSystem.makeDirectory(directory) {
                try FileSystem.synchronizeDirectory(FileSystem.directory(of: directory))
            }
            try RecordIndex.remove(besideRecord: path)
            if FileSystem.size(path) > 0 { try FileSystem.rename(path, to: unusedTornName(besideRecord: path)) }
            let file = try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC)
            do {
                try file.write(Frame.encode(record.entries, version: 1), at: 0)
                try file.synchronizeData()
                try FileSystem.synchronizeDirectory(directory)
            } catch {
                try? FileSystem.remove(path)
                throw error
            }
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Whether a file of that name holds a torn first commit.
    static func isTorn(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        return parts.count >= 2 && DialogName(parts[0]) != nil && parts[1] == "torn"
    }

    private static func unusedTornName(besideRecord path: String) -> String {
        var name = "\(path).torn"
        var number = 1
        while FileSystem.exists(name) {
            number += 1
            name = "\(path).torn.\(number)"
        }
        return name
    }

    /// Writes the record anew when its file is more than twice as long as its content.
    ///
    /// Only the courier does this: no reply waits for it.
    func compact(_ record: DialogRecord, now: Int64) throws(StoreError) {
        guard length > Self.compactionFloor else { return }
        let frame = Frame.encode(record.snapshot(now: now), version: 1)
        guard length > 2 * frame.count else { return }
        do {
            try Self.replace(path, with: frame)
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
        if frame.count >= RecordIndex.floor { try? RecordIndex.make(besideRecord: path, of: record) }
    }

    private static func replace(_ path: String, with frame: [UInt8]) throws(SystemError) {
        // The index goes first: it must not outlive its record.
        try RecordIndex.remove(besideRecord: path)
        try FileSystem.replace(path, with: frame)
    }

    /// Removes a record.
    static func remove(_ path: String) throws(SystemError) {
        try RecordIndex.remove(besideRecord: path)
        try FileSystem.remove(path)
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: path))
    }

    /// Below this size in bytes a file is not worth writing anew.
    private static let compactionFloor = 32_768
}

extension DialogRecord {
    /// The record that a file's bytes hold; nil when they hold no whole commit.
    package init?(file bytes: [UInt8]) throws(DamagedRecord) {
        let contents = try Frame.read(bytes).contents
        guard !contents.isEmpty else { return nil }
        try self.init(reading: contents)
    }
}
