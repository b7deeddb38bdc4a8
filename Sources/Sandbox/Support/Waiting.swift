import POSIX

/// Something that a script waited for and that did not happen in time.
public struct NeverHappened: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was waited for.
    public var what: String

    /// The sentence.
    public var description: String { "never happened: \(what)" }
}

/// Waits until a condition gives a value, looking every few milliseconds.
///
/// - Parameter milliseconds: bounds a failing run; a successful one never waits longer than it must.
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
