/// An exclusive lock on a lock file, held as long as the value lives.
///
/// The kernel releases it when the process ends in any way. The file is never renamed or removed: a lock on a file without
/// a name excludes no other process.
public struct FileLock: ~Copyable {
    private let file: OpenFile

    /// Takes the lock at once; nil when another process has it.
    public init?(_ path: String) throws(SystemError) {
        let file = try OpenFile(path, O_RDWR | O_CREAT)
        guard try Self.take(file) else { return nil }
        self.file = file
    }

    /// Waits for the lock.
    ///
    /// flock(2) has no time limit, so this tries again at intervals that grow from 50 µs to 2 ms.
    ///
    /// - Parameter isSigned: whether to write the process id into the file, for people. On a full disk it stays empty.
    /// - Throws: `ETIMEDOUT` when the lock is not free within `milliseconds`.
    public init(_ path: String, waitingAtMost milliseconds: Int64, isSigned: Bool = false) throws(SystemError) {
        let file = try OpenFile(path, O_RDWR | O_CREAT)
        let deadline = Clock.monotonic() + milliseconds
        var pause = 50_000
        while try !Self.take(file) {
            guard Clock.monotonic() < deadline else { throw SystemError("flock", path, code: ETIMEDOUT) }
            var interval = timespec(tv_sec: 0, tv_nsec: pause)
            nanosleep(&interval, nil)
            pause = min(pause * 2, 2_000_000)
        }
        if isSigned {
            try? file.truncate(to: 0)
            try? file.write(Array("\(getpid())\n".utf8), at: 0)
        }
        self.file = file
    }

    /// Whether the lock's file has a note.
    public func hasNote() throws(SystemError) -> Bool { try file.status().st_size > 0 }

    /// Writes a note into the lock's file, for those who take the lock later. It may be lost with the power.
    public func note(_ text: String) throws(SystemError) { try file.write(Array(text.utf8), at: 0) }

    private static func take(_ file: borrowing OpenFile) throws(SystemError) -> Bool {
        let descriptor = file.descriptor
        if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw SystemError("flock", file.path) }
        return false
    }
}
