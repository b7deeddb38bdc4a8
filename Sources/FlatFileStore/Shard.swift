import POSIX

/// One of 256 parts of the store, locked: a directory of records.
///
/// The kernel releases the lock at the end of the value.
struct Shard: ~Copyable {
    /// The directory; it may be missing.
    let path: String
    private let lock: FileLock

    init(path: String, lock: consuming FileLock) {
        self.path = path
        self.lock = lock
    }

    /// Makes the directory and waits until the disk has its name.
    ///
    /// The program that made it may have died before that. So a note in the lock's file says that it was done.
    func prepare() throws(SystemError) {
        let wasMade = try FileSystem.makeDirectory(path)
        let isKnown = try lock.hasNote()
        guard wasMade || !isKnown else { return }
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: path))
        // Without the note the next program waits for the disk again.
        try? lock.note("\(path) is on the disk\n")
    }
}
