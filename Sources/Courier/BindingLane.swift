import Dialog
import Record

/// One side of one binding.
struct BindingLane: Hashable {
    var binding: String
    var lane: Lane
}

/// What a running courier knows of a side.
struct LaneState {
    var inFlight = 0
    /// Not to be called before this time, in milliseconds since 1970.
    var throttledUntil: Int64 = 0
    /// When that was said, in milliseconds since 1970.
    var throttledAt: Int64 = 0
    /// When a call got through last, in milliseconds since 1970.
    var lastSuccess: Int64 = 0

    /// When the side may be called, as far as it has asked for a pause; a clock that was set back ends the pause.
    func earliest(now: Int64) -> Int64 { throttledAt > now + DialogRecord.clockSlack ? 0 : throttledUntil }
}
