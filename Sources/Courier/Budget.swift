/// How long a courier may work, for a host that freezes or ends it after that.
///
/// A request that is cut off leaves a call in doubt, and on version 1.0 of LiveTex's interface such a call may show up
/// twice. So nothing new is started when little time is left, and what is under way then has that time to come back.
struct Budget {
    /// When the time is up, in milliseconds that only grow.
    let end: Int64
    /// When nothing new is started any more.
    private let lastStart: Int64

    /// libcurl's clock and ours may differ by so many milliseconds within a budget.
    private static let slack: Int64 = 20

    /// - Parameters:
    ///   - start: in milliseconds that only grow.
    ///   - length: in milliseconds.
    init(from start: Int64, length: Int64) {
        end = start + length
        lastStart = end - min(1_000, length / 4)
    }

    /// Whether a request may still be started.
    func allowsStart(at time: Int64) -> Bool { time < lastStart }

    /// What is left for a request that may take so long, in milliseconds.
    func limit(_ timeout: Int64, at time: Int64) -> Int64 { max(1, min(timeout, end - time)) }

    /// Whether a request that ended without an answer was cut off because the time was up.
    func hasCutOff(at time: Int64) -> Bool { time >= end - Self.slack }
}
