/// An open file; the end of the value closes it.
public struct OpenFile: ~Copyable, Sendable {
    /// The file descriptor.
    public let descriptor: Int32
    /// The name it was opened under.
    public let path: String

    /// Opens a file. Children never inherit it.
    ///
    /// - Parameters:
    ///   - flags: as for open(2); `O_CLOEXEC` is added.
    ///   - mode: the permissions of a file that this call makes.
    public init(_ path: String, _ flags: Int32, mode: UInt32 = 0o600) throws(SystemError) {
        let descriptor = retrying { open(path, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw SystemError("open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file of an open directory, also when that directory has been moved.
    ///
    /// - Parameters:
    ///   - flags: as for open(2); `O_CLOEXEC` is added.
    ///   - mode: the permissions of a file that this call makes.
    public init(_ name: String, in directory: borrowing OpenFile, _ flags: Int32, mode: UInt32 = 0o600)
        throws(SystemError)
    {
        let (parent, path) = (directory.descriptor, "\(directory.path)/\(name)")
        let descriptor = retrying { openat(parent, name, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw SystemError("open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// The file's size, times and kind (fstat(2)).
    public func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("fstat", path) }
        return status
    }

    /// Reads `count` bytes from an offset; fewer only at the end of the file.
    public func readBytes(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < count {
                let read = retrying {
                    pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
                }
                if read < 0 { failure = SystemError("pread", path) }
                if read <= 0 { break }
                filled += read
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads everything.
    public func readToEnd() throws(SystemError) -> [UInt8] {
        let expected = Int(try status().st_size)
        var bytes = try readBytes(expected, at: 0)
        // Pipes and files of /proc have content and the size 0.
        if expected == 0 { try readUnsized(into: &bytes) }
        return bytes
    }

    private func readUnsized(into bytes: inout [UInt8]) throws(SystemError) {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = retrying { Self.readNext(descriptor, &chunk, chunk.count) }
            guard count >= 0 else { throw SystemError("read", path) }
            if count == 0 { return }
            bytes += chunk.prefix(count)
        }
    }

    private static func readNext(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        read(descriptor, buffer, count)
    }

    /// Writes all bytes at an offset.
    public func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying {
                    pwrite(
                        descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written,
                        off_t(offset + written))
                }
            }
            guard count > 0 else { throw SystemError("pwrite", path) }
            written += count
        }
    }

    /// Cuts the file to a length.
    public func truncate(to length: Int) throws(SystemError) {
        guard retrying({ ftruncate(descriptor, off_t(length)) }) == 0 else { throw SystemError("ftruncate", path) }
    }

    /// Gives the file to the owner of another one. Only root can.
    public func give(toOwnerOf other: borrowing OpenFile) throws(SystemError) {
        let owner = try other.status()
        guard fchown(descriptor, owner.st_uid, owner.st_gid) == 0 else { throw SystemError("fchown", path) }
    }

    /// Waits until what was written, and the length, survive a loss of power.
    public func synchronizeData() throws(SystemError) {
        let outcome = retrying { fdatasync(descriptor) }
        guard outcome == 0 else { throw SystemError("fdatasync", path) }
    }

    /// Waits until a directory's entries, or a file with all its metadata, survive a loss of power.
    public func synchronize() throws(SystemError) {
        guard retrying({ fsync(descriptor) }) == 0 else { throw SystemError("fsync", path) }
    }
}
