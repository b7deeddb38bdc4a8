import Store

/// The bindings that one courier has claimed. It claims a binding when it first has something to deliver for it.
struct Claims {
    private let store: any Store
    private let holder: String
    /// The claimed bindings, and when each claim ends, in milliseconds that only grow.
    private var ends: [String: Int64] = [:]
    /// The bindings that another courier has, and when to ask again, in milliseconds that only grow.
    private var refused: [String: Int64] = [:]
    /// Whether another courier has all bindings.
    private(set) var areAllRefused = false
    /// Why the last claim could be neither granted nor refused.
    private(set) var failure: StoreError?

    /// How long a claim holds without being renewed, in milliseconds. It is renewed after half of that.
    private static let lifetime: Int64 = 60_000
    /// How long a refusal is remembered, in milliseconds.
    private static let pause: Int64 = 1_000

    init(_ store: any Store, holder: String) {
        self.store = store
        self.holder = holder
    }

    /// Whether a binding was refused and none is claimed.
    var isKeptOut: Bool { ends.isEmpty && !refused.isEmpty }

    /// Claims a binding unless this courier has it already.
    ///
    /// - Parameter now: milliseconds that only grow.
    /// - Returns: whether this courier may deliver for the binding.
    mutating func claim(_ binding: String, now: Int64) -> Bool {
        if let end = ends[binding], end - now > Self.lifetime / 2 { return true }
        if let end = refused[binding], now < end { return false }
        do {
            switch try store.claim(binding, by: holder, for: Self.lifetime) {
            case .granted:
                ends[binding] = now + Self.lifetime
                refused[binding] = nil
                return true
            case .held:
                ends[binding] = nil
                refused[binding] = now + Self.pause
                areAllRefused = store.claimsCoverAllBindings
            }
        } catch {
            failure = error
        }
        return false
    }

    /// Renews the claims that end soon. A binding that is lost is claimed again when there is something to deliver for it.
    mutating func renew(now: Int64) {
        for (binding, end) in ends where end - now <= Self.lifetime / 2 { _ = claim(binding, now: now) }
    }

    /// Gives all claims up.
    mutating func release() throws(StoreError) {
        for binding in ends.keys { try store.release(binding, by: holder) }
        ends = [:]
    }
}
