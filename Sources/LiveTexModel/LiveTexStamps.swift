import Cryptography

/// The times and ids that one contact point gives out.
///
/// The bridge orders LiveTex's events by these times, so no two are equal and none is smaller than the one before. Ids
/// are opaque and do not look like a counter.
struct LiveTexStamps: Hashable, Sendable {
    private let salt: String
    private var count = 0
    private var last: Int64 = 0

    init(salt: String) {
        self.salt = salt
    }

    /// `now`, or the millisecond after the last time that was given out.
    mutating func time(now: Int64) -> Int64 {
        last = max(now, last + 1)
        return last
    }

    /// A new id.
    mutating func id() -> String {
        count += 1
        return Digest128(of: salt, String(count)).description
    }
}
