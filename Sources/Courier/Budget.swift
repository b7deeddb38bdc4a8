/// How long a courier may work, for a host that freezes or ends it after that. All times are monotonic, in milliseconds.
///
/// A request that is cut off leaves a call in doubt, and on version 1.0 of LiveTex's API such a call may show up twice. So
/// near the end no request is started, and those under way have the rest of the time to be answered.
struct Budget {
    /// When the time is up.
    let end: Int64
    /// From when on no request is started.
    private let lastStart: Int64

    /// How far libcurl's clock and ours may differ within a budget.
    private static let slack: Int64 = 20

    init(from start: Int64, length: Int64) {
        end = start + length
        lastStart = end - min(1_000, length / 4)
    }

    /// Whether a request may still be started.
    func allowsStart(at time: Int64) -> Bool { time < lastStart }

    /// The time limit of a request that may take that long.
    func limit(_ timeout: Int64, at time: Int64) -> Int64 { max(1, min(timeout, end - time)) }

    /// Whether a request that ended without an answer was cut off because the time was up.
    func hasCutOff(at time: Int64) -> Bool { time >= end - Self.slack }
}
