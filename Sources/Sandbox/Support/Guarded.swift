import Synchronization

/// A value with a lock.
///
/// Tests, HTTP handlers and senders read the sandbox's state at once. With a lock instead of an actor they need no `await`.
final class Guarded<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    /// Runs the body while no other thread has the value. The body must not call this again for the same value.
    func with<Result: Sendable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try value.withLock { (value) throws(Failure) in try body(&value) }
    }
}
