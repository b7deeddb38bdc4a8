import CPOSIX

/// Whole-file operations by name.
public enum FileSystem {
    /// The content of a file.
    public static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY)
        guard try file.status().st_mode & S_IFMT != S_IFDIR else { throw SystemError("read", path, code: EISDIR) }
        return try file.readToEnd()
    }

    /// Replaces a file as a whole: a reader sees the old content or the new one, also after a loss of power.
    ///
    /// The new content is first written to a file named after this process, so two writers never mix.
    public static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) throws(SystemError) {
        let temporary = "\(path).\(getpid()).tmp"
        do {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
            try file.write(bytes, at: 0)
            try file.synchronizeData()
            try rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeDirectory(directory(of: path))
    }

    /// Identifies the current content of a file; nil when there is no file.
    public static func stamp(_ path: String) -> FileStamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileStamp(status)
    }

    /// Renames a file and replaces what has the new name.
    public static func rename(_ old: String, to new: String) throws(SystemError) {
        let outcome = CLibrary.rename(old, new)
        guard outcome == 0 else { throw SystemError("rename", new) }
    }

    /// Exchanges two names in one step: a reader sees both old ones or both new ones.
    public static func exchange(_ left: String, _ right: String) throws(SystemError) {
        guard cposix_exchange(left, right) == 0 else { throw SystemError("exchange", right) }
    }

    /// Waits until the entries of a directory survive a loss of power.
    public static func synchronizeDirectory(_ path: String) throws(SystemError) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// Makes a directory unless it exists.
    ///
    /// - Returns: whether it was made now.
    @discardableResult
    public static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(SystemError) -> Bool {
        if mkdir(path, mode) == 0 { return true }
        if errno == EEXIST { return false }
        throw SystemError("mkdir", path)
    }

    /// Makes a directory and its parents.
    public static func makeDirectories(_ path: String, mode: mode_t = 0o700) throws(SystemError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(component) : "/\(component)"
            if !exists(prefix) { try makeDirectory(prefix, mode: mode) }
        }
    }

    /// The names in a directory, without `.` and `..`, in no order.
    public static func list(_ path: String) throws(SystemError) -> [String] {
        var names: [String] = []
        try readNames(path) {
            names.append($0)
            return true
        }
        return names
    }

    /// Whether a directory has no entries; of many it reads only the first.
    public static func isEmptyDirectory(_ path: String) throws(SystemError) -> Bool {
        var isEmpty = true
        try readNames(path) { _ in
            isEmpty = false
            return false
        }
        return isEmpty
    }

    /// Shows the entries of a directory, as long as more are wanted.
    private static func readNames(_ path: String, _ wantsMore: (String) -> Bool) throws(SystemError) {
        guard let directory = opendir(path) else { throw SystemError("opendir", path) }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != "..", !wantsMore(name) { return }
        }
    }

    /// Whether anything has that name.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a directory has that name.
    public static func isDirectory(_ path: String) -> Bool { permissions(ofDirectory: path) != nil }

    /// Who may do what in a directory, as chmod(1) writes it; nil when no directory has that name.
    static func permissions(ofDirectory path: String) -> UInt32? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return status.st_mode & ~S_IFMT
    }

    /// How long a file is, in bytes; 0 when there is none.
    public static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The number of the kind of file system that has a path, from statfs(2); 0 on an error.
    static func kindNumber(of path: String) -> UInt { cposix_file_system(path) }

    /// The device that has a path, as `major:minor`; nil on an error.
    static func deviceNumber(of path: String) -> String? {
        var (major, minor) = (UInt32(), UInt32())
        return cposix_device(path, &major, &minor) == 0 ? "\(major):\(minor)" : nil
    }

    /// What is free on the file system of a path: bytes, and files, for a user without privileges; `files` is nil where their
    /// number has no limit.
    public static func room(_ path: String) throws(SystemError) -> (bytes: Int64, files: Int64?) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw SystemError("statvfs", path) }
        let bytes = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return (
            bytes.overflow ? .max : Int64(clamping: bytes.partialValue),
            status.f_files == 0 ? nil : Int64(clamping: status.f_favail)
        )
    }

    /// Whether this process may run the file.
    public static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// Removes a file if it exists.
    public static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemError("unlink", path) }
    }

    /// Removes a directory with its content. Symbolic links are removed, not followed.
    public static func removeTree(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try list(path) { try removeTree("\(path)/\(name)") }
            guard rmdir(path) == 0 else { throw SystemError("rmdir", path) }
        } else {
            try remove(path)
        }
    }

    /// Makes a directory with an unused name that starts with `prefix`, mode 0700.
    public static func makeTemporaryDirectory(prefix: String) throws(SystemError) -> String {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp", prefix) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The part of a path before its last slash.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The directory of the running program's file; nil when it cannot be read.
    public static func programDirectory() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return directory(of: String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}

/// Identifies a file's content: equal stamps mean that the file was neither replaced nor written in between.
public struct FileStamp: Hashable, Sendable {
    /// The file's number on its file system.
    public let number: UInt64
    /// In nanoseconds since 1970, modulo 2^64.
    public let modified: Int64
    /// In bytes.
    public let size: Int64

    /// The stamp of a file whose status is known.
    public init(_ status: stat) {
        number = UInt64(status.st_ino)
        // Some file systems store times after the year 2262, which do not fit.
        modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        size = Int64(status.st_size)
    }
}
