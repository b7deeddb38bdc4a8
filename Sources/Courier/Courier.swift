// Delivers what the receivers have stored: in order per dialog and lane, one call in flight each, until it arrives or a person
// has to look. One courier works for a binding at a time; it is one thread around libcurl's multi interface.

import ChannelBundle
import HTTPTransport
import Logging
import POSIX
import Record
import Store

/// The courier.
public final class Courier {
    /// When a courier stops.
    public enum Mode: Hashable, Sendable {
        /// When nothing has been pending for so many milliseconds.
        case linger(Int64)
        /// When everything pending has been tried once, whatever its back-off.
        case once
    }

    let store: any Store
    /// The store for changes that can be made later as well. The outcome of a call is worth a longer wait: a call without a
    /// stored outcome is asked for, or, with LiveTex's API 1.0, sent again.
    let hastyStore: any Store
    let bundle: BundleReader
    let http: any CourierTransport
    let policy: RetryPolicy
    let mode: Mode
    /// The most calls in flight per binding and side.
    let concurrency: Int
    let log: Log
    /// Milliseconds since 1970.
    let now: () -> Int64
    /// How often the due dialogs are listed, in milliseconds, for a store without a change feed and for what a feed misses.
    let relistInterval: Int64
    /// Milliseconds that only grow.
    let monotonic: () -> Int64
    /// 0 to 1.
    let random: () -> Double

    /// Calls that are in flight, by the transport's number.
    var flights: [Int: Flight] = [:]
    /// When a dialog is to be looked at, in milliseconds since 1970.
    var agenda: [DialogName: Int64] = [:]
    var lanes: [BindingLane: LaneState] = [:]
    /// Dialogs that wait for a free place on a side, each once.
    var queues: [BindingLane: WaitingLine] = [:]
    /// Dialogs that wait for a person.
    var stuck: [DialogName: Standstill] = [:]
    /// Dialogs whose last change could not be stored, and until when they are left alone, in milliseconds since 1970.
    /// An attempt to store may tell the change feed, which would call the courier back at once.
    var resting: [DialogName: Int64] = [:]
    /// The due dialogs as they were listed last.
    var seen: [DialogName: ChangeToken] = [:]
    /// The lanes that were paused when the due dialogs were listed last, or by this courier since then.
    var paused: Set<BindingLane> = []
    /// The bindings that this courier may deliver for.
    var claims: Claims
    /// What the clock showed last, in milliseconds since 1970.
    var latest: Int64 = 0
    /// Calls that fail while others may get through.
    var troubles: [DialogLane: Trouble] = [:]
    /// Searches in the history that have more pages to read, with the number of the call that is searched for: a person may
    /// take the call out meanwhile.
    var searches: [DialogLane: (call: Int64, search: HistorySearch)] = [:]
    /// In mode `once`: lanes that have had their try.
    var tried: Set<DialogLane> = []
    /// In mode `once`: the calls that failed.
    var failures: [Failure] = []
    /// In mode `once`: whether a lane has failed, or was left alone because the time was up.
    public internal(set) var hasFailed = false
    /// nil without a limit.
    let budget: Budget?
    private let hasNewSecrets: () -> Bool
    /// Whether its secrets have been replaced since it began. Then it ends, and the next courier has the new ones.
    public private(set) var isOutdated = false

    /// - Parameters:
    ///   - concurrency: the most calls in flight per binding and side.
    ///   - transport: nil for libcurl.
    ///   - now: milliseconds since 1970.
    ///   - monotonic: milliseconds that only grow.
    ///   - relistInterval: how often the due dialogs are listed, in milliseconds.
    ///   - random: 0 to 1.
    ///   - milliseconds: how long the courier may work from now on, in mode `once`; nil for as long as it takes.
    ///   - hasNewSecrets: whether the environment with the secrets has changed. It is asked whenever the due dialogs are
    ///     listed; after a yes the calls under way are finished and the courier ends.
    public init(
        store: any Store, bundle: BundleReader, policy: RetryPolicy, mode: Mode, concurrency: Int = 8, log: Log,
        transport: (any CourierTransport)? = nil, now: @escaping () -> Int64 = Clock.wall,
        monotonic: @escaping () -> Int64 = Clock.monotonic, relistInterval: Int64 = 1_000,
        random: @escaping () -> Double = { Double.random(in: 0...1) }, within milliseconds: Int64? = nil,
        hasNewSecrets: @escaping () -> Bool = { false }
    ) throws(HTTPFailure) {
        self.store = store
        // A courier that tries once does not come back to a dialog.
        hastyStore = mode == .once ? store : store.impatient
        claims = Claims(store, holder: String(UInt64.random(in: .min ... .max), radix: 16))
        self.bundle = bundle
        if let transport { http = transport } else { http = try HTTPMultiplexer() }
        self.policy = policy
        self.mode = mode
        self.concurrency = concurrency
        self.log = log
        self.now = now
        self.monotonic = monotonic
        self.relistInterval = relistInterval
        self.random = random
        budget = milliseconds.map { Budget(from: monotonic(), length: $0) }
        self.hasNewSecrets = hasNewSecrets
    }

    /// Whether another courier has every binding that there is something to deliver for.
    public var isKeptOut: Bool { claims.isKeptOut }

    /// Works until the mode says that it is enough.
    public func run() throws(StoreError) {
        do {
            try deliver()
        } catch {
            // The first error says more than a second one.
            try? claims.release()
            throw error
        }
        try claims.release()
    }

    private func deliver() throws(StoreError) {
        let feed = store.changeFeed()
        // Looking through a large store may take longer than a budget; then the known dialogs go first.
        var hasRecovered = budget == nil
        if hasRecovered { try recoverDue() }
        try readAgenda()
        var idleSince = monotonic()
        var listed = monotonic()
        while true {
            if let changes = feed?.changes() { note(changes) }
            noteClock()
            if mode != .once, monotonic() - listed >= relistInterval {
                try readAgenda()
                listed = monotonic()
                isOutdated = isOutdated || hasNewSecrets()
            }
            claims.renew(now: monotonic())
            try visitWhatIsDue()
            if let failure = claims.failure { throw failure }
            if claims.areAllRefused, flights.isEmpty { return }
            if flights.isEmpty, isFinished(idleSince) {
                if hasRecovered || !mayStart { return try leave() }
                hasRecovered = true
                if try recoverDue() { try readAgenda() }
                continue
            }
            if !agenda.isEmpty || !flights.isEmpty { idleSince = monotonic() }
            for finished in http.wait(milliseconds: pause, watching: feed?.descriptor) {
                guard let flight = flights.removeValue(forKey: finished.id) else { continue }
                do {
                    try land(flight, finished.result)
                } catch {
                    // Its outcome stays unknown, which is what the record says of it.
                    report(error, flight.key.name)
                    rest(flight.key.name)
                }
            }
        }
    }

    /// Whether one more request may be made.
    var mayStart: Bool { !isOutdated && hasTime }

    private var hasTime: Bool { budget?.allowsStart(at: monotonic()) ?? true }

    /// Leaves the rest to the next courier.
    private func leave() throws(StoreError) {
        judgeFailures()
        guard !hasTime else { return }
        let time = now()
        let due = agenda.filter { $0.value <= time }.map(\.key)
        // A dialog whose last call has just arrived is on the agenda too, and has nothing to do any more.
        let pending = Set(try store.due(until: .max, limit: .max).map(\.name))
        let count = Set(due).union(queues.values.flatMap(\.waiting)).intersection(pending).count
        guard count > 0 else { return }
        hasFailed = true
        log(.warning, "the time is up", ["detail": .string("\(count) dialogs are left to the next courier")])
    }

    private func isFinished(_ idleSince: Int64) -> Bool {
        if !mayStart { return true }
        return switch mode {
        case .once: !agenda.values.contains { $0 <= now() }
        case .linger(let moment): agenda.isEmpty && monotonic() - idleSince >= moment
        }
    }

    /// How long to wait for something to happen, in milliseconds.
    private var pause: Int64 {
        // What is under way has its own end.
        if !mayStart { return relistInterval }
        let next = agenda.values.min().map { $0 - now() } ?? relistInterval
        var longest = relistInterval
        if case .linger(let moment) = mode, agenda.isEmpty, flights.isEmpty { longest = min(longest, max(moment, 1)) }
        return min(max(next, 0), longest)
    }
}
