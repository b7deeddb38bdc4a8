import Cryptography

/// Times and ids of one sandbox.
///
/// LiveTex's clock is the judge of what is stale, so its times must never stand still or go back: every call gives a later
/// millisecond than the one before. Ids are opaque and never look like a counter.
struct Stamps: Sendable {
    private let salt: String
    private var count = 0
    private var last: Int64 = 0

    init(salt: String) {
        self.salt = salt
    }

    /// The next time, in milliseconds since 1970: `now`, or just after the last one.
    mutating func time(now: Int64) -> Int64 {
        last = max(now, last + 1)
        return last
    }

    /// An id that was never given before.
    mutating func id() -> String {
        count += 1
        return Digest128(of: salt, String(count)).description
    }
}
