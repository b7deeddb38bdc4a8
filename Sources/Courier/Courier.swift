import ChannelBundle
import HTTPTransport
import Logging
import Record
import Store

/// Delivers what the receivers have stored: in order per dialog and lane, one call in flight each, until it arrives or a
/// person has to look. It is one thread around libcurl's multi interface, and delivers only for bindings that it has claimed.
public final class Courier {
    /// When a courier stops.
    public enum Mode: Hashable, Sendable {
        /// When nothing has been pending for so many milliseconds.
        case linger(Int64)
        /// When everything pending has been tried once, whatever its wait.
        case once
    }

    let store: any Store
    let bundle: BundleReader
    let http: any CourierTransport
    let policy: RetryPolicy
    let log: Log
    let clock: any TimeSource
    /// 0 to 1.
    let random: () -> Double
    /// nil without a limit.
    let budget: Budget?
    private let mode: Mode
    private let relistInterval: Int64
    /// When the due dialogs are listed next, monotonic, in milliseconds.
    private var relistTime: Int64 = 0
    private let hasNewSecrets: () -> Bool

    var agenda = Agenda()
    var lanes: Lanes
    var flights = Flights()
    var doubt = Doubt()
    var poison = Poison()
    var patience = Patience()
    var waits = Waits()
    /// The dialogs at which another program is at work, and since when, monotonic, in milliseconds.
    var busySince: [DialogName: Int64] = [:]
    /// nil for a courier that stays.
    var once: OnceRun?
    var claims: Claims
    /// Whether a try has failed, or a dialog was left alone.
    public internal(set) var hasFailed = false
    /// Whether its secrets have been replaced since it began. Then it ends, and the next courier has the new ones.
    public private(set) var isOutdated = false

    /// Puts a courier together.
    ///
    /// - Parameters:
    ///   - concurrency: the most calls in flight per binding and lane.
    ///   - transport: nil for libcurl.
    ///   - relistInterval: how often the due dialogs are listed, in milliseconds, for a store without a change feed and for
    ///     changes that a feed misses. If the list is long, it is less often.
    ///   - random: 0 to 1.
    ///   - limit: how long the courier may work from now on, in milliseconds, in mode `once`; nil for as long as it takes.
    ///   - hasNewSecrets: whether the environment with the secrets has changed. It is asked whenever the due dialogs are
    ///     listed; after a yes the calls under way are finished and the courier ends.
    public init(
        store: any Store, bundle: BundleReader, policy: RetryPolicy, mode: Mode, concurrency: Int = 8, log: Log,
        clock: any TimeSource, transport: (any CourierTransport)? = nil, relistInterval: Int64 = 1_000,
        random: @escaping () -> Double = { Double.random(in: 0...1) }, within limit: Int64? = nil,
        hasNewSecrets: @escaping () -> Bool = { false }
    ) throws(HTTPFailure) {
        self.store = store
        self.bundle = bundle
        if let transport { http = transport } else { http = try HTTPMultiplexer() }
        self.policy = policy
        self.mode = mode
        self.log = log
        self.clock = clock
        self.random = random
        self.relistInterval = relistInterval
        self.hasNewSecrets = hasNewSecrets
        let start = clock.monotonic()
        budget = limit.map { Budget(from: start, length: $0) }
        once = mode == .once ? OnceRun(patienceEnd: start + min(OnceRun.patience, limit ?? .max)) : nil
        lanes = Lanes(capacity: concurrency)
        let holder = String(UInt64.random(in: .min ... .max), radix: 16)
        claims = Claims(store, holder: holder, askAgain: once == nil ? relistInterval : OnceRun.askAgain)
    }

    /// Whether another courier has every binding that there is something to deliver for.
    public var isKeptOut: Bool { claims.isKeptOut && hasFailed }

    /// Whether something has happened to a due dialog since this courier listed them last. To be asked after its claims were
    /// released: a receiver that stored something before that saw the claim and started no courier of its own.
    public func hasUnseenWork() throws(StoreError) -> Bool { agenda.hasNews(try due()) }

    /// Milliseconds since 1970. For what is stored; the courier's own waits are monotonic.
    var now: Int64 { clock.wall() }

    /// Monotonic, in milliseconds.
    var uptime: Int64 { clock.monotonic() }

    /// Whether one more request may be made.
    var mayStart: Bool { !isOutdated && hasTime }

    private var hasTime: Bool { budget?.allowsStart(at: clock.monotonic()) ?? true }
}

// MARK: - The run

extension Courier {
    /// Works until the mode says that it is enough.
    public func run() throws(StoreError) {
        do {
            try deliver()
        } catch {
            // The first error says more than one of the claims would.
            try? claims.release()
            throw error
        }
        try claims.release()
    }

    private func deliver() throws(StoreError) {
        let feed = store.changeFeed()
        // To look through a large store may take longer than a budget. Then the known dialogs go first.
        var hasRecovered = budget == nil
        if hasRecovered { try recoverDue() }
        try listDue()
        var checked = uptime
        var idleSince = checked
        while true {
            var hasMissed = false
            if let feed {
                if let changes = feed.changes() { agenda.wake(changes) } else { hasMissed = true }
            }
            if once == nil, uptime - checked >= relistInterval {
                checked = uptime
                lanes.setPauses(try store.pauses())
                if hasMissed || uptime >= relistTime { try listDue() }
                isOutdated = isOutdated || hasNewSecrets()
            }
            claims.renew(now: uptime)
            visitDue()
            if let failure = claims.failure { throw failure }
            if flights.isEmpty {
                if once == nil, claims.areAllRefused { return }
                if isFinished(idleSince: idleSince) {
                    if hasRecovered || !mayStart { return try leave() }
                    hasRecovered = true
                    if try recoverDue() { try listDue() }
                    continue
                }
            }
            if !agenda.isEmpty || !flights.isEmpty || lanes.isAwaited { idleSince = uptime }
            for finished in http.wait(milliseconds: longestWait, watching: feed?.descriptor) {
                if let flight = flights.remove(finished.id) { land(flight, finished.result) }
            }
        }
    }

    private func isFinished(idleSince: Int64) -> Bool {
        if !mayStart { return true }
        switch mode {
        case .once: return once?.isAwaiting != true && agenda.next.map { $0 > uptime } ?? true
        case .linger(let moment): return agenda.isEmpty && !lanes.isAwaited && uptime - idleSince >= moment
        }
    }

    /// How long to wait for something to happen, in milliseconds.
    private var longestWait: Int64 {
        // The requests under way have a time limit of their own.
        if !mayStart { return relistInterval }
        if let next = [agenda.next, lanes.nextOpening].compactMap({ $0 }).min() {
            return min(max(next - uptime, 0), relistInterval)
        }
        if flights.isEmpty, case .linger(let moment) = mode { return min(relistInterval, max(moment, 1)) }
        return relistInterval
    }

    /// Leaves the rest to the next courier.
    private func leave() throws(StoreError) {
        judgeFailures()
        guard !hasTime else { return }
        // A dialog whose last call has just arrived is on the agenda too, and has nothing more to do.
        let pending = Set(try due().map(\.name))
        let count = agenda.due(at: uptime).union(lanes.waiting).intersection(pending).count
        guard count > 0 else { return }
        hasFailed = true
        log(.warning, "the time is up", ["detail": .string("\(count) dialogs are left to the next courier")])
    }

    // MARK: Due dialogs

    /// Finds due dialogs that the store may have lost.
    ///
    /// - Returns: whether it was necessary.
    @discardableResult
    private func recoverDue() throws(StoreError) -> Bool {
        try store.recoverDue(while: { mayStart }, report: report)
    }

    private func due() throws(StoreError) -> [DueDialog] { try store.unparked() }

    private func listDue() throws(StoreError) {
        let start = uptime
        lanes.setPauses(try store.pauses())
        try agenda.take(
            try due(), wall: now, now: uptime, isImpatient: once != nil, isWaiting: { lanes.isWaiting($0) },
            isFixed: { (name, cause) throws(StoreError) in try isFixed(cause, of: name) })
        // What is parked was not tried.
        if try store.hasParked() { hasFailed = true }
        relistTime = uptime + (uptime - start) * Self.listingShare
    }

    /// Listing many dialogs takes long, and the store's change feed tells of nearly all that is new. So lists take at most
    /// this part of the time.
    private static let listingShare: Int64 = 200
}
