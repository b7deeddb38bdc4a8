import POSIX

/// A condition that did not come true in time.
public struct NeverHappened: Error, CustomStringConvertible {
    public var description: String
}

/// Waits until a condition holds; the limit only bounds a failing test.
///
/// - Parameter interval: how often to look, in milliseconds; more for what costs something to look at.
public func eventually(
    _ what: String, within milliseconds: Int64 = 30_000, every interval: UInt64 = 5,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = Clock.monotonic() + milliseconds
    while !(try await condition()) {
        guard Clock.monotonic() < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        try await Task.sleep(nanoseconds: interval * 1_000_000)
    }
}
