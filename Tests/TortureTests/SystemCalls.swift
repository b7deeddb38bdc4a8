// The points at which a program can be killed: every system call for files, locks, processes or the network, each time it
// is made. strace stops the program there and injects a signal or an error.

import POSIX
import TestSupport

/// One system call of a run: the call of this name with this number, from 1.
struct KillPoint: Hashable, Sendable, CustomStringConvertible {
    var call: String
    var number: Int

    var description: String { "\(call) \(number)" }
}

/// What happens at a system call.
enum Injection: Hashable, Sendable {
    /// The program dies before the call.
    case kill
    /// The call fails, once.
    case fail(String)

    /// strace's options for it.
    func options(at point: KillPoint) -> [String] {
        let what =
            switch self {
            case .kill: "signal=KILL"
            case .fail(let error): "error=\(error)"
            }
        return ["-e", "trace=\(point.call)", "-e", "inject=\(point.call):\(what):when=\(point.number)"]
    }
}

/// The system calls that strace stops at.
enum SystemCalls {
    /// The calls that can be points. Calls for memory, signals and threads change nothing outside the process.
    static let watched: Set<String> = [
        "access", "bind", "clone", "clone3", "close", "close_range", "connect", "dup2", "eventfd2", "execve",
        "exit_group",
        "faccessat", "faccessat2", "fcntl", "fdatasync", "flock", "fork", "fstat", "fsync", "ftruncate", "getdents64",
        "getpeername", "getsockname", "getsockopt", "inotify_add_watch", "inotify_init1", "ioctl", "kill", "lseek",
        "lstat",
        "mkdir", "mkdirat", "newfstatat", "open", "openat", "pipe2", "poll", "ppoll", "pread64", "pwrite64", "read",
        "readlink",
        "recvfrom", "recvmsg", "rename", "renameat", "renameat2", "sendmsg", "sendto", "setsid", "setsockopt",
        "shutdown",
        "socket", "socketpair", "stat", "statfs", "statx", "unlink", "unlinkat", "utimensat", "vfork", "wait4",
        "waitid", "write",
        "writev",
    ]

    /// The errors of each call with a full or broken disk, a busy machine or a broken network.
    static let failures: [String: [String]] = [
        "clone": ["EAGAIN"], "clone3": ["EAGAIN"], "connect": ["ECONNREFUSED", "ENETUNREACH"],
        "fdatasync": ["EIO", "EINTR"],
        "flock": ["ENOLCK", "EINTR"], "fsync": ["EIO"], "ftruncate": ["EIO"], "getdents64": ["EIO"],
        "inotify_add_watch": ["ENOSPC"], "inotify_init1": ["EMFILE"], "mkdir": ["ENOSPC"], "newfstatat": ["EIO"],
        "openat": ["EMFILE", "ENOSPC"], "pread64": ["EIO", "EINTR"], "pwrite64": ["ENOSPC", "EINTR"], "read": ["EINTR"],
        "recvfrom": ["ECONNRESET"], "rename": ["EIO"], "sendto": ["EPIPE"], "socket": ["EMFILE"], "unlink": ["EIO"],
        "utimensat": ["EIO"], "vfork": ["EAGAIN"], "write": ["EPIPE", "EINTR"],
    ]

    /// Every point of a run, in the order of the calls' names.
    ///
    /// - Parameters:
    ///   - trace: strace's output.
    ///   - mark: points before the first line with this text are left out, such as the loading of libraries.
    static func points(inTrace trace: String, from mark: String?) -> [KillPoint] {
        var before: [String: Int] = [:]
        var total: [String: Int] = [:]
        var started = mark == nil
        var main: Substring?
        for line in trace.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2, let parenthesis = parts[1].firstIndex(of: "(") else { continue }
            main = main ?? parts[0]
            // strace counts for each process. The points are the first process's.
            guard parts[0] == main else { continue }
            // strace pads short process ids.
            let name = String(parts[1][..<parenthesis].drop { $0 == " " })
            if !started, let mark, line.contains(mark) { started = true }
            if !started { before[name, default: 0] += 1 }
            guard watched.contains(name) else { continue }
            total[name, default: 0] += 1
        }
        return total.sorted { $0.key < $1.key }.flatMap { name, count in
            // The last call before the mark is a point too, for all calls before it.
            (max(1, before[name, default: 0])...max(1, count)).map { KillPoint(call: name, number: $0) }
        }
    }
}
