// Claims: one kernel lock for all bindings.

import POSIX
import Store
import Synchronization

extension FlatFileStore {
    /// One lock is the claim of all bindings: the files are on one machine, and one courier serves it.
    public var claimsCoverAllBindings: Bool { true }

    /// Claims all bindings for one holder. The kernel ends the claim with the holder's process, so it never expires.
    public func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim {
        try courierLock.claim(binding, by: holder)
    }

    /// Gives a claim up. The lock is released with the holder's last claim.
    public func release(_ binding: String, by holder: String) throws(StoreError) {
        courierLock.release(binding, by: holder)
    }

    /// Who has claimed a binding: a holder in this process, or the id of another process.
    public func holder(of binding: String) throws(StoreError) -> String? { try courierLock.holder() }
}

/// The kernel lock of the running courier, in the file that names its process.
final class CourierLock: Sendable {
    private struct Held: ~Copyable {
        let lock: FileLock
        let holder: String
        var bindings: Set<String>
    }

    private let path: String
    private let held = Mutex<Held?>(nil)

    init(_ path: String) { self.path = path }

    func claim(_ binding: String, by holder: String) throws(StoreError) -> Claim {
        try held.withLock { held throws(StoreError) in
            if held == nil {
                // A receiver that asks for the holder has the lock for some microseconds.
                guard let lock = try take(patience: 20) else { return .held(by: signature(), until: nil) }
                held = Held(lock: lock, holder: holder, bindings: [])
            }
            if let other = held?.holder, other != holder { return .held(by: other, until: nil) }
            held?.bindings.insert(binding)
            return .granted
        }
    }

    func release(_ binding: String, by holder: String) {
        held.withLock { held in
            guard held?.holder == holder else { return }
            held?.bindings.remove(binding)
            if held?.bindings.isEmpty == true { held = nil }
        }
    }

    func holder() throws(StoreError) -> String? {
        try held.withLock { held throws(StoreError) in
            if let holder = held?.holder { return holder }
            do {
                if case .some = try FileLock(path) { return nil }
                return signature()
            } catch {
                throw .unavailable("the courier's lock cannot be had: \(error)")
            }
        }
    }

    /// nil when another process has it.
    private func take(patience: Int64) throws(StoreError) -> FileLock? {
        do {
            return try FileLock(path, waitingAtMost: patience, isSigned: true)
        } catch {
            if error.isTimeout { return nil }
            throw .unavailable("the courier's lock cannot be had: \(error)")
        }
    }

    /// The process that has the lock; a full disk leaves the file empty.
    private func signature() -> String {
        guard let bytes = try? FileSystem.read(path), !bytes.isEmpty else { return "another process" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
