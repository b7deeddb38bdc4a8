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
    func shard(_ name: DialogName) -> String { "\(dialogs)/\(name.shard)" }
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
    /// The mark of a courier that was started and has not run yet.
    var courierStart: String { "\(path)/courier-start" }
    /// The boot in which the courier last looked through the whole store.
    public var scannedBoot: String { "\(path)/scanned-boot" }

    /// Checks that the directory can be used and makes the parts that are missing. A process of root acts as the directory's
    /// owner from then on.
    ///
    /// - Parameter allowed: what the directory may be although that is not safe.
    func prepare(allowing allowed: Set<DirectoryHazard>) throws(StoreError) {
        guard let condition = DirectoryCondition(path) else {
            throw .unavailable("the state directory \(path) is missing; make it with: mkdir -m 700 \(path)")
        }
        if let refusal = refusal(condition, allowing: allowed) { throw .unavailable(refusal) }
        do {
            // A file that root made in it would lock out the receiver's user.
            try Identity.becomeOwner(of: path)
            // The locks come last: if they are there, the disk has the names of the other parts.
            let missing = ["dialogs", "pending", "dead-letters", "paused", "locks"].filter {
                !FileSystem.exists("\(path)/\($0)")
            }
            for part in missing {
                if part == "locks" { try FileSystem.synchronizeDirectory(path) }
                try FileSystem.makeDirectory("\(path)/\(part)")
            }
            if !missing.isEmpty { try FileSystem.synchronizeDirectory(path) }
        } catch {
            throw .unavailable("the state directory cannot be used: \(error)")
        }
    }

    /// Whether the directory is on a network file system, or on one of a user's program.
    public var isOnNetwork: Bool { FileSystemKind(of: path)?.nature == .network }
}

extension DialogName {
    /// One of 256 parts of the store.
    var shard: String { String(description.prefix(2)) }
}
