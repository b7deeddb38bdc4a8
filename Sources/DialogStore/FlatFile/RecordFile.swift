import POSIX

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file of one record, read and changed under the lock of its part of the store.
struct RecordFile {
    let path: String
    let record: DialogRecord
    private let reading: Frame.Reading
    /// How long the file is, torn writes included.
    private let length: Int

    /// Reads a record; nil when there is none.
    init?(_ path: String) throws(StoreError) {
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path)
        } catch {
            if error.isMissing { return nil }
            throw .unavailable("a dialog's record cannot be read: \(error)")
        }
        do {
            reading = try Frame.read(bytes)
            // The very first commit was torn: nothing has been acknowledged yet.
            if reading.contents.isEmpty { return nil }
            record = try DialogRecord(reading: reading.contents)
        } catch {
            throw .damaged("\(path): \(error)")
        }
        self.path = path
        length = bytes.count
    }

    /// Appends what has changed and waits for the disk.
    func append(_ changed: DialogRecord) throws(StoreError) {
        do {
            let file = try OpenFile(path, O_WRONLY)
            if length > reading.end { try file.truncate(to: reading.end) }
            do {
                try file.write(Frame.encode(changed.entries, version: reading.version + 1), at: reading.end)
                try file.synchronizeData()
            } catch {
                // Half a frame does no harm, but it takes room that a full disk may not have.
                try? file.truncate(to: reading.end)
                throw error
            }
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Writes the first commit of a record and waits for the disk.
    static func create(_ path: String, _ record: DialogRecord) throws(StoreError) {
        let directory = FileSystem.directory(of: path)
        do {
            if try FileSystem.makeDirectory(directory) {
                try FileSystem.synchronizeDirectory(FileSystem.directory(of: directory))
            }
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

    /// Writes the record anew where its file has grown far beyond what it holds.
    ///
    /// The courier does this now and then, never a receiver: nobody waits for it.
    func compact(_ record: DialogRecord, now: Int64) throws(StoreError) {
        guard length > Self.compactionFloor else { return }
        let frame = Frame.encode(record.snapshot(now: now), version: 1)
        guard length > 2 * frame.count else { return }
        do {
            try FileSystem.replace(path, with: frame)
        } catch {
            throw .unavailable("a dialog's record cannot be written: \(error)")
        }
    }

    /// Below this size in bytes a file is not worth writing anew.
    private static let compactionFloor = 32_768
}
