import CPOSIX
import POSIX
import Record
import Store

/// The directory of the store's files, and the path of each.
///
/// It is mode 0700 and its files 0600: dialogs are confidential. Secrets are never in it.
public struct StateDirectory: Sendable {
    /// The directory's own path.
    public let path: String

    /// The directory with that path; nothing is touched yet.
    public init(_ path: String) { self.path = path }

    /// One file per dialog, in 256 parts.
    var dialogs: String { "\(path)/dialogs" }
    private func shard(_ name: DialogName) -> String { "\(dialogs)/\(name.shard)" }
    /// The file of a dialog's record.
    public func record(_ name: DialogName) -> String { "\(shard(name))/\(name)" }
    /// One lock file per part, never renamed or removed.
    func lock(_ name: DialogName) -> String { "\(path)/locks/\(name.shard)" }
    /// One empty file per dialog with something to do. Its time of change is when that is due.
    public var pending: String { "\(path)/pending" }
    /// One directory per pause, made when it is needed, with the marks of the dialogs that wait for its end.
    public var parked: String { "\(path)/parked" }
    /// One file per call that a person has to look at.
    public var deadLetters: String { "\(path)/dead-letters" }
    /// One file per paused lane of a binding.
    public var paused: String { "\(path)/paused" }
    /// Held by the running courier.
    public var courierLock: String { "\(path)/courier.lock" }
    /// The boot in which the courier last looked through the whole store.
    public var scannedBoot: String { "\(path)/scanned-boot" }

    /// Checks that the directory can be used and makes the parts that are missing. A process of root acts as the directory's
    /// owner from then on.
    ///
    /// - Parameter allowsNetwork: whether the locks and renames of a network file system are to be trusted.
    func prepare(allowsNetwork: Bool) throws(StoreError) {
        guard FileSystem.isDirectory(path) else {
            throw .unavailable("the state directory \(path) is missing; make it with: mkdir -m 700 \(path)")
        }
        if !allowsNetwork, let kind = networkFileSystem() {
            throw .unavailable(
                "the state directory \(path) is on \(kind), whose locks and renames are not reliable; "
                    + "set LIVETEX_BRIDGE_ALLOW_NETWORK_STATE=1 to use it all the same")
        }
        do {
            // A file that root made in it would lock out the receiver's user.
            try Identity.becomeOwner(of: path)
            for part in ["dialogs", "locks", "pending", "dead-letters", "paused"]
            where !FileSystem.exists("\(path)/\(part)") {
                if try FileSystem.makeDirectory("\(path)/\(part)") { try FileSystem.synchronizeDirectory(path) }
            }
        } catch {
            throw .unavailable("the state directory cannot be used: \(error)")
        }
    }

    /// The kind of network file system that the directory is on; nil for a local one.
    public func networkFileSystem() -> String? {
        cposix_network_file_system(path).map { String(cString: $0) }
    }
}

extension DialogName {
    /// One of 256 parts of the store.
    var shard: String { String(description.prefix(2)) }
}
