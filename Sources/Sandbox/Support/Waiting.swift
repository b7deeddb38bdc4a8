import POSIX

/// A wait that ended without what it was for.
public struct NeverHappened: Error, Hashable, Sendable, CustomStringConvertible {
    /// What did not happen.
    public var what: String

    /// The problem as a clause.
    public var description: String { "never happened: \(what)" }
}

/// Waits until a condition returns a value. It asks every 5 ms.
///
/// - Throws: ``NeverHappened`` after so many milliseconds.
func waiting<Value>(
    for what: String, within milliseconds: Int64, _ condition: () -> Value?
) async throws -> Value {
    let deadline = Clock.monotonic() + milliseconds
    while true {
        if let value = condition() { return value }
        guard Clock.monotonic() < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(nanoseconds: 5_000_000)
    }
}
