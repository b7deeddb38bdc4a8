import POSIX
import Record
import Store

/// The file of one record, read and changed under the lock of its part of the store.
struct RecordFile {
    let path: String
    /// The record, or an excerpt of it.
    let record: DialogRecord
    private let last: Frame.Last
    /// What a crash has left of an append.
    private let tornEnd: ArraySlice<UInt8>
    /// The file's stamp when it was read.
    private let stamp: FileStamp
    /// The index that the record was read from; nil when it was read as a whole.
    private let index: RecordIndex?

    /// How long the file is, a torn end included.
    var length: Int { Int(stamp.size) }

    /// Which value of the record was read.
    var version: RecordVersion { RecordVersion(stamp, last) }

    /// The record with its version.
    ///
    /// - Parameter clock: moves the record's times if it was set.
    func stored(_ clock: any TimeSource) -> StoredRecord { StoredRecord(record: record(clock), version: version) }

    /// The record.
    ///
    /// - Parameter clock: as for ``stored(_:)``.
    func record(_ clock: any TimeSource) -> DialogRecord {
        var record = record
        record.follow(clock)
        return record
    }

    /// Where the rest of a commit begins that a crash has cut off, in bytes; nil for none.
    var tornStart: Int? { tornEnd.isEmpty ? nil : last.end }

    /// Reads a record; nil when there is none.
    init?(_ path: String) throws(StoreError) {
        guard let (bytes, stamp) = try Self.read(path, from: 0) else { return nil }
        do {
            let reading = try Frame.read(bytes)
            // The first commit was torn: nothing has been acknowledged yet.
            if reading.contents.isEmpty { return nil }
            record = try DialogRecord(reading: reading.contents)
            last = reading.last
            tornEnd = reading.tornEnd
        } catch {
            throw .damaged("\(path): \(error)")
        }
        self.path = path
        self.stamp = stamp
        index = nil
    }

    /// Reads what has been appended to a file since it was read as a whole; nil when it is another file now.
    init?(following old: RecordFile) throws(StoreError) {
        guard let (bytes, stamp) = try Self.read(old.path, from: old.last.start), stamp.number == old.stamp.number,
            bytes.starts(with: old.last.header), bytes.count >= old.last.end - old.last.start
        else { return nil }
        do {
            let reading = try Frame.read(Array(bytes[(old.last.end - old.last.start)...]), after: old.last)
            record = try old.record.following(reading.contents)
            last = reading.last
            tornEnd = reading.tornEnd
        } catch {
            throw .damaged("\(old.path): \(error)")
        }
        path = old.path
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
        tornEnd = []
    }

    private static func stamp(of path: String, ifItEndsWith last: Frame.Last) -> FileStamp? {
        guard let file = try? OpenFile(path, O_RDONLY), let status = try? file.status(),
            status.st_size == off_t(last.end),
            let frame = try? file.readBytes(last.end - last.start, at: last.start),
            frame.starts(with: last.header), Frame.frame(in: frame, at: 0)?.version == last.version
        else { return nil }
        return FileStamp(status)
    }

    private static func read(_ path: String, from start: Int) throws(StoreError) -> (bytes: [UInt8], stamp: FileStamp)?
    {
        do {
            let file = try OpenFile(path, O_RDONLY)
            let stamp = FileStamp(try file.status())
            return (try file.readBytes(Int(stamp.size) - start, at: start), stamp)
        } catch {
            if error.isMissing { return nil }
            throw .unavailable("a dialog's record cannot be read: \(error)")
        }
    }

    /// Writes what has changed and waits for the disk.
    ///
    /// A record with a torn end is written anew. If this program died as well, an append over the torn end could leave a
    /// mixture of both, which looks like damage.
    ///
    /// - Parameter now: milliseconds since 1970.
    func write(_ changed: DialogRecord, now: Int64) throws(StoreError) {
        do {
            guard changed.isRewritten || !tornEnd.isEmpty else { return try append(changed) }
            if !tornEnd.isEmpty { try Self.setAside(tornEnd, besideRecord: path) }
            let entries = changed.isRewritten ? changed.entries : changed.snapshot(now: now)
            try replace(with: Frame.encode(entries, version: Self.rewritten), changed)
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    private func append(_ changed: DialogRecord) throws(SystemError) {
        let frame = Frame.encode(changed.entries, version: last.version + 1)
        try synchronizeName()
        let file = try OpenFile(path, O_WRONLY)
        do {
            try file.write(frame, at: last.end)
            try file.synchronizeData()
        } catch {
            // Half a frame does no harm, but it takes room that a full disk may not have. The next append must not mix with
            // it on the disk.
            try? file.truncate(to: last.end)
            try? file.synchronize()
            throw error
        }
        keepIndex(changed, frame)
    }

    /// Waits until the disk has the file under its name. The program that wrote the record anew may have died before that. A
    /// new record gets its name before its first frame, and a second frame comes after this.
    private func synchronizeName() throws(SystemError) {
        guard last.start == 0, last.version == Self.rewritten else { return }
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: path))
    }

    /// The version of the first frame of a record that was written anew. A new record begins with 1.
    private static let rewritten: UInt64 = 2

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
            try synchronizeName()
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Writes the first commit of a record and waits for the disk.
    ///
    /// - Parameter shard: of the store, which is locked.
    static func create(_ path: String, _ record: DialogRecord, in shard: borrowing Shard) throws(StoreError) {
        do {
            try shard.prepare()
            try RecordIndex.remove(besideRecord: path)
            if FileSystem.size(path) > 0 { try FileSystem.rename(path, to: unusedTornName(besideRecord: path)) }
            let file = try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC)
            do {
                // The name first: where a frame is, the disk has the file's name.
                try FileSystem.synchronizeDirectory(shard.path)
                try file.write(Frame.encode(record.entries, version: 1), at: 0)
                try file.synchronizeData()
            } catch {
                try? FileSystem.remove(path)
                throw error
            }
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Writes the record anew when its file is more than twice as long as its content.
    ///
    /// Only the courier does this: no reply waits for it.
    func compact(_ record: DialogRecord, now: Int64) throws(StoreError) {
        guard length > Self.compactionFloor, length > 2 * record.snapshotSize(now: now) else { return }
        do {
            try replace(with: Frame.encode(record.snapshot(now: now), version: Self.rewritten), record)
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    private func replace(with frame: [UInt8], _ record: DialogRecord) throws(SystemError) {
        // The index goes first: it must not outlive its record.
        try RecordIndex.remove(besideRecord: path)
        try FileSystem.replace(path, with: frame)
        if frame.count >= RecordIndex.floor { try? RecordIndex.make(besideRecord: path, of: record) }
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

// MARK: - Torn ends

/// What a crash has left of a commit is kept in a file of its own. Nothing in it was acknowledged, but a record that has lost
/// its end in another way looks the same: a person has to look.
extension RecordFile {
    /// Whether a file of that name holds what may be a torn commit.
    static func isTorn(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        return parts.count >= 2 && parts.count <= 3 && DialogName(parts[0]) != nil && parts[1] == "torn"
            && parts.dropFirst(2).allSatisfy { UInt($0) != nil }
    }

    private static func setAside(_ bytes: ArraySlice<UInt8>, besideRecord path: String) throws(SystemError) {
        let bytes = Array(bytes)
        // A program that died before the record was written anew has set them aside already.
        for name in tornNames(besideRecord: path) {
            guard FileSystem.exists(name) else { return try FileSystem.replace(name, with: bytes) }
            if try FileSystem.read(name) == bytes { return }
        }
    }

    private static func unusedTornName(besideRecord path: String) -> String {
        tornNames(besideRecord: path).first { !FileSystem.exists($0) } ?? "\(path).torn"
    }

    private static func tornNames(besideRecord path: String) -> some Sequence<String> {
        (1...).lazy.map { $0 == 1 ? "\(path).torn" : "\(path).torn.\($0)" }
    }
}

extension DialogRecord {
    /// The record that a file's bytes hold; nil when they hold no whole commit.
    package init?(file bytes: [UInt8]) throws(DamagedRecord) {
        let contents = try Frame.read(bytes).contents
        guard !contents.isEmpty else { return nil }
        try self.init(reading: contents)
    }
}
