import POSIX

/// A condition that did not come true in time.
public struct NeverHappened: Error, CustomStringConvertible {
    /// The condition.
    public var description: String
}

/// Waits until a condition holds.
///
/// - Parameters:
///   - what: what is waited for, for the error.
///   - milliseconds: the longest wait. Only a test that fails waits that long.
///   - interval: the time between two looks, in milliseconds. More where a look is costly.
/// - Throws: ``NeverHappened``.
public func eventually(
    _ what: String, within milliseconds: Int64 = 120_000, every interval: UInt64 = 5,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = Clock.monotonic() + milliseconds
    while !(try await condition()) {
        guard Clock.monotonic() < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        try await Task.sleep(nanoseconds: interval * 1_000_000)
    }
}
