extension FileSystem {
    /// The first bytes of a regular file, at most `limit`.
    ///
    /// - Throws: `EINVAL` for a pipe or a device: it has no size and may never end.
    public static func readRegularFile(_ path: String, atMost limit: Int) throws(SystemError) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe waits for a writer.
        let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw SystemError("read", path, code: EISDIR)
        default: throw SystemError("read", path, code: EINVAL)
        }
        return try file.readBytes(min(Int(status.st_size), limit), at: 0)
    }

    /// Makes a file with that content, or none.
    ///
    /// - Throws: `EEXIST` when it exists; then it is not changed.
    public static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(SystemError) {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        do {
            try file.write(bytes, at: 0)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Waits until a file's content survives a loss of power.
    public static func synchronizeFile(_ path: String) throws(SystemError) {
        try OpenFile(path, O_RDONLY).synchronizeData()
    }

    /// Whether a symbolic link has the name and nothing is at its end.
    public static func isDanglingLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK && !exists(path)
    }

    /// The path without symbolic links; the path itself when nothing has that name.
    public static func resolved(_ path: String) -> String {
        guard let pointer = realpath(path, nil) else { return path }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
