import Synchronization

/// A value that only one thread at a time sees.
///
/// The sandbox's state is read by tests, HTTP handlers and senders at once. A lock instead of an actor lets a test read
/// `sandbox.liveTex.calls` without waiting, and lets one change be journalled in the step in which it happens.
final class Guarded<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    /// Runs the body alone with the value. The body must not use the same guarded value again.
    func with<Result: Sendable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try value.withLock { (value) throws(Failure) in try body(&value) }
    }
}
