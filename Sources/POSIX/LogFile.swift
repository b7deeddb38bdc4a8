import Synchronization

// Appending to a log. Root may write to a log that belongs to another user, who can put anything under its name and into its
// directory: a link there would send root's lines into a file of root.

/// A log that several processes append to.
///
/// The file stays open from one line to the next, as long as its name leads to it: a log that was rotated is opened anew.
public final class LogFile: Sendable {
    private let path: String
    private let open = Mutex(State())

    private struct State: ~Copyable {
        var file: OpenFile?
        /// Where this program's last line ended, in bytes.
        var end = 0
    }

    /// The log of that name; nothing is opened yet.
    public init(_ path: String) { self.path = path }

    /// Appends a line in one write, so that the lines of several processes do not mix.
    ///
    /// A file that root makes here is given to its directory's owner, whose processes append to it too. Root follows no
    /// symbolic link that another user could have made.
    public func append(line: String) throws(SystemError) {
        try open.withLock { state throws(SystemError) in try append(line, &state) }
    }

    private func append(_ line: String, _ state: inout State) throws(SystemError) {
        let isRoot = geteuid() == 0
        var status = stat()
        if try !leadsTo(state.file, &status) {
            let file = isRoot ? try Self.openAsRoot(path) : try OpenFile(path, O_WRONLY | O_CREAT | O_APPEND)
            status = try file.status()
            state.file = consume file
            state.end = 0
        }
        guard let descriptor = state.file?.descriptor else { return }
        var bytes = Array("\(line)\n".utf8)
        let size = Int(status.st_size)
        // The kernel's name of the open file: for root the path may lead elsewhere by now.
        let name = isRoot ? "/proc/self/fd/\(descriptor)" : path
        if status.st_mode & S_IFMT == S_IFREG, size != state.end, Self.endsWithinALine(name, size: size) {
            bytes.insert(UInt8(ascii: "\n"), at: 0)
        }
        switch retrying({ write(descriptor, bytes, bytes.count) }) {
        case bytes.count: state.end = size + bytes.count
        case 0...: throw SystemError("write", path, code: ENOSPC)
        default: throw SystemError("write", path)
        }
    }

    /// Whether the name leads to the open file.
    private func leadsTo(_ file: borrowing OpenFile?, _ named: inout stat) throws(SystemError) -> Bool {
        guard stat(path, &named) == 0, let opened = try file?.status() else { return false }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }

    /// Opens the file, or makes it and gives it to the directory's owner.
    ///
    /// The directories are opened one after the other. From the first one on that another user can write, no link is followed.
    private static func openAsRoot(_ path: String) throws(SystemError) -> OpenFile {
        var directory = try OpenFile(path.hasPrefix("/") ? "/" : ".", O_RDONLY | O_DIRECTORY)
        var following = try linkFlag(in: directory)
        let names = path.split(separator: "/").map(String.init)
        for name in names.dropLast() {
            directory = try OpenFile(name, in: directory, O_RDONLY | O_DIRECTORY | following)
            following |= try linkFlag(in: directory)
        }
        let name = names.last ?? path
        do {
            return try OpenFile(name, in: directory, O_WRONLY | O_APPEND | following)
        } catch  where error.isMissing {
            do {
                let file = try OpenFile(name, in: directory, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
                try file.give(toOwnerOf: directory)
                return file
            } catch  where error.code == EEXIST {
                // Another process of root was faster.
                return try OpenFile(name, in: directory, O_WRONLY | O_APPEND | following)
            }
        }
    }

    /// `O_NOFOLLOW` if another user can put something into the directory.
    private static func linkFlag(in directory: borrowing OpenFile) throws(SystemError) -> Int32 {
        let status = try directory.status()
        return status.st_uid == 0 && status.st_mode & (S_IWGRP | S_IWOTH) == 0 ? 0 : O_NOFOLLOW
    }

    /// Whether the last line has no end, because the disk was full.
    private static func endsWithinALine(_ path: String, size: Int) -> Bool {
        // A log may be writable and not readable.
        guard size > 0, let file = try? OpenFile(path, O_RDONLY) else { return false }
        guard let last = try? file.readBytes(1, at: size - 1).first else { return false }
        return last != UInt8(ascii: "\n")
    }
}
