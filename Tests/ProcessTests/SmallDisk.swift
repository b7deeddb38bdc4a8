import POSIX
import TestSupport
import Testing

/// A file system of a few pages in memory, mounted over a directory for the programs of one test.
///
/// It is mounted in a user and mount namespace of its own. That needs no root, no other process sees the mount, and it
/// ends with the process that holds it. Programs must be started inside (``callAsFunction(_:)``).
final class SmallDisk: Sendable {
    /// Whether this machine allows it. Many containers do not.
    static let isAllowed: Bool = {
        let trial = Subprocess(
            "/usr/bin/unshare", namespaces + ["/bin/sh", "-c", "mount -t tmpfs tmpfs /tmp"], environment: environment)
        return (try? trial.run().ending) == .exited(0)
    }()
    /// Why the tests of bad disks are skipped.
    static let refusal: Comment =
        "no tmpfs can be mounted: needs util-linux and user namespaces (sysctl user.max_user_namespaces)"

    private static let namespaces = ["--user", "--map-root-user", "--mount"]
    private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

    private let mountPoint: String
    private let holder: Child

    /// - Parameter size: in KiB.
    static func mount(over directory: String, size: Int = 128) async throws -> SmallDisk {
        try await elsewhere { try SmallDisk(over: directory, size: size) }
    }

    private init(over directory: String, size: Int) throws {
        mountPoint = directory
        let script = #"mount -t tmpfs -o size=\#(size)k,mode=700 tmpfs "$0" && echo mounted && exec cat"#
        holder = try Subprocess(
            "/usr/bin/unshare", Self.namespaces + ["/bin/sh", "-c", script, directory], environment: Self.environment
        ).start(withInput: true)
        guard try holder.readLine() == "mounted" else { throw Mishap(description: "a tmpfs cannot be mounted") }
    }

    deinit {
        SecretSearch.expectNone(below: path)
        holder.signal(9)
        _ = try? holder.wait()
    }

    /// A program that is started where the disk is mounted.
    func callAsFunction(_ program: Subprocess) -> Subprocess {
        Subprocess(
            "/usr/bin/nsenter",
            ["--target", "\(holder.process)", "--user", "--mount", "--preserve-credentials", "--", program.program]
                + program.arguments,
            environment: program.environment, directory: program.directory)
    }

    /// The disk's directory, from outside the namespace.
    var path: String { "/proc/\(holder.process)/root\(mountPoint)" }

    private var filler: String { "\(path)/filler" }

    /// Fills the disk. A file can still grow to the end of its last page.
    func fill() throws {
        let file = try OpenFile(filler, O_WRONLY | O_CREAT)
        let page = [UInt8](repeating: 0x2e, count: 4_096)
        var size = 0
        while (try? file.write(page, at: size)) != nil { size += page.count }
    }

    /// Frees the room again.
    func makeRoom() throws { try FileSystem.remove(filler) }

    /// Makes the disk read-only, or writable again.
    func set(writable: Bool) async throws {
        let mount = Subprocess("/usr/bin/mount", ["-o", "remount,\(writable ? "rw" : "ro")", mountPoint])
        let result = try await self(mount).finish()
        guard result.ending == .exited(0) else { throw Mishap(description: result.errorText) }
    }

    /// The stored files by name, without the filler, the locks and the marks.
    func content() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        func visit(_ path: String) throws {
            for name in try FileSystem.list(path) {
                let child = "\(path)/\(name)"
                if FileSystem.isDirectory(child) { try visit(child) } else { files[child] = try FileSystem.read(child) }
            }
        }
        for part in ["dialogs", "dead-letters", "paused"] where FileSystem.exists("\(path)/\(part)") {
            try visit("\(path)/\(part)")
        }
        return files
    }
}
