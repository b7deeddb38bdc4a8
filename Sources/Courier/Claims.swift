import Store

/// The bindings that one courier has claimed. It claims a binding when it first has something to deliver for it. All times
/// are monotonic, in milliseconds.
struct Claims {
    private let store: any Store
    private let holder: String
    private let askAgain: Int64
    /// The claimed bindings, and when each claim ends.
    private var ends: [String: Int64] = [:]
    /// The bindings that another courier has, and when to ask again. Where one claim covers all bindings, one key does too.
    private var refusals: [String: Int64] = [:]
    /// Why the last claim could be neither granted nor refused.
    private(set) var failure: StoreError?

    /// How long a claim holds without being renewed. It is renewed after half of that.
    private static let lifetime: Int64 = 60_000

    /// - Parameters:
    ///   - holder: a text that no other courier has.
    ///   - askAgain: how long a refusal is remembered.
    init(_ store: any Store, holder: String, askAgain: Int64) {
        self.store = store
        self.holder = holder
        self.askAgain = askAgain
    }

    /// Whether a binding was refused and none is claimed.
    var isKeptOut: Bool { ends.isEmpty && !refusals.isEmpty }

    /// Whether another courier has all bindings.
    var areAllRefused: Bool { store.claimsCoverAllBindings && !refusals.isEmpty }

    /// Claims a binding unless this courier has it already.
    ///
    /// - Returns: whether this courier may deliver for the binding.
    mutating func claim(_ binding: String, now: Int64) -> Bool {
        if let end = ends[binding], end - now > Self.lifetime / 2 { return true }
        let key = store.claimsCoverAllBindings ? "" : binding
        if let end = refusals[key], now < end { return false }
        do {
            switch try store.claim(binding, by: holder, for: Self.lifetime) {
            case .granted:
                ends[binding] = now + Self.lifetime
                refusals[key] = nil
                return true
            case .held:
                ends[binding] = nil
                refusals[key] = now + askAgain
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
