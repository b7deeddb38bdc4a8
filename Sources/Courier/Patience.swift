import Record

/// For how long calls have failed.
///
/// A clock that is set forward must not make dead letters. So the time between two failures that one courier sees is
/// monotonic, and between those of two couriers at most an hour counts.
struct Patience {
    private var failures: [DialogLane: (call: Int64, time: Int64)] = [:]

    /// The most that counts between failures of two couriers, in milliseconds.
    private static let longestStep: Int64 = 3_600_000

    /// Notes a failure.
    ///
    /// - Parameters:
    ///   - delivery: with this attempt.
    ///   - wall: in milliseconds since 1970.
    ///   - monotonic: in milliseconds.
    /// - Returns: for how long the call has failed, in milliseconds.
    mutating func noteFailure(
        of call: Int64, _ delivery: Delivery, in lane: DialogLane, wall: Int64, monotonic: Int64
    ) -> Int64 {
        let step: Int64
        if let last = failures[lane], last.call == call {
            step = monotonic - last.time
        } else {
            let last = delivery.lastFailure == 0 ? delivery.firstAttempt : delivery.lastFailure
            step = min(max(0, wall - last), Self.longestStep)
        }
        failures[lane] = (call, monotonic)
        return delivery.failingFor + step
    }

    /// Forgets a lane's call, which was delivered or given up.
    mutating func forget(_ lane: DialogLane) { failures[lane] = nil }
}
