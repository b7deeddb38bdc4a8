import Courier
import POSIX
import Program

/// The courier's settings from its environment.
struct CourierSettings {
    let allowedHazards: Set<DirectoryHazard>
    private(set) var policy = RetryPolicy()
    /// The most calls in flight per binding and lane.
    let concurrency: Int

    init(_ reader: SettingsReader) throws(SettingsReader.Problem) {
        allowedHazards = try reader.allowedHazards()
        policy.base = try reader.number("RETRY_BASE_MS", atLeast: 1) ?? policy.base
        policy.probeInterval = try reader.number("PROBE_INTERVAL_MS", atLeast: 0) ?? policy.probeInterval
        concurrency = try reader.number("CALLS_IN_FLIGHT", of: "calls", atLeast: 1, atMost: 1_000).map(Int.init) ?? 8
    }
}
