// Delivers what the receivers have stored: in order per dialog and side, one call in flight each, until it arrives or a
// person has to look. One courier works on a store at a time; it is one thread around libcurl's multi interface.

import ChannelBundle
import FlatFileStore
import Record
import Store
import HTTPTransport
import Logging
import POSIX

/// The courier.
public final class Courier {
    /// When a courier stops.
    public enum Mode: Hashable, Sendable {
        /// When nothing has been pending for so many milliseconds.
        case linger(Int64)
        /// When everything pending has been tried once, whatever its back-off.
        case once
    }

    let store: FlatFileStore
    /// The store for what can as well be done later. A receiver that hangs with a lock holds up its own part of the store,
    /// and must not hold up the rest. What a call has come to is worth a longer wait: unknown, it is asked for, or, with
    /// LiveTex's API 1.0, sent again.
    let hastyStore: FlatFileStore
    let bundle: BundleReader
    let http: any CourierTransport
    let policy: RetryPolicy
    let mode: Mode
    /// The most calls in flight per binding and side.
    let concurrency: Int
    let log: Log
    /// Milliseconds since 1970.
    let now: () -> Int64
    /// Without a directory watch, and against whatever a watch may miss, the marks are listed at this interval, in
    /// milliseconds.
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
    /// Every attempt to store sets a mark, which would call the courier back at once.
    var resting: [DialogName: Int64] = [:]
    /// The marks as they were listed last, and when each was touched.
    var seen: [DialogName: Int64] = [:]
    /// What the clock showed last, in milliseconds since 1970.
    var latest: Int64 = 0
    /// When the marks were listed last, by the kernel's clock, in nanoseconds since 1970.
    var listedAt: Int64 = 0
    /// Calls that fail while others may get through.
    var troubles: [DialogLane: Trouble] = [:]
    /// Searches in the history that have pages before them, with the number of the call that is searched for: a person
    /// may take it out meanwhile.
    var searches: [DialogLane: (call: Int64, search: HistorySearch)] = [:]
    /// In mode `once`: lanes that have had their try.
    var tried: Set<DialogLane> = []
    /// In mode `once`: the calls that failed.
    var failures: [Failure] = []
    /// In mode `once`: whether a lane has failed, or was left alone because the time was up.
    public internal(set) var hasFailed = false
    /// nil when there is all the time in the world.
    let budget: Budget?
    private let hasNewSecrets: () -> Bool
    /// Whether its secrets have been replaced since it began, so that it has ended for the next courier's sake.
    public private(set) var isOutdated = false

    /// - Parameters:
    ///   - concurrency: the most calls in flight per binding and side.
    ///   - transport: nil for libcurl.
    ///   - now: milliseconds since 1970.
    ///   - monotonic: milliseconds that only grow.
    ///   - relistInterval: how often the marks are listed whatever the directory watch says, in milliseconds.
    ///   - random: 0 to 1.
    ///   - milliseconds: how long the courier may work from now on, in mode `once`; nil for as long as it takes.
    ///   - hasNewSecrets: whether the environment that the secrets are in is another one now. Asked as often as the marks
    ///     are listed; then what is under way is finished and the courier ends.
    public init(
        store: FlatFileStore, bundle: BundleReader, policy: RetryPolicy, mode: Mode, concurrency: Int = 8, log: Log,
        transport: (any CourierTransport)? = nil, now: @escaping () -> Int64 = Clock.wall,
        monotonic: @escaping () -> Int64 = Clock.monotonic, relistInterval: Int64 = 1_000,
        random: @escaping () -> Double = { Double.random(in: 0...1) }, within milliseconds: Int64? = nil,
        hasNewSecrets: @escaping () -> Bool = { false }
    ) throws(HTTPFailure) {
        self.store = store
        var hastyStore = store
        // Who tries only once has nothing to come back to.
        if mode != .once { hastyStore.lockPatience = 250 }
        self.hastyStore = hastyStore
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

    /// Works until the mode says that it is enough. The caller holds the courier's lock.
    public func run() throws(StoreError) {
        let watch = DirectoryWatch(store.directory.pending)
        // Looking through a large store may take longer than a budget; then what is known to wait goes first.
        var hasScanned = budget == nil
        if hasScanned { try scanAfterBoot() }
        try readAgenda()
        var idleSince = monotonic()
        var listed = monotonic()
        while true {
            if let changes = watch.changes() { note(changes) }
            noteClock()
            if mode != .once, monotonic() - listed >= relistInterval {
                try readAgenda()
                listed = monotonic()
                isOutdated = isOutdated || hasNewSecrets()
            }
            try visitWhatIsDue()
            if flights.isEmpty, isFinished(idleSince) {
                if hasScanned || !mayStart { return leave() }
                hasScanned = true
                if try scanAfterBoot() { try readAgenda() }
                continue
            }
            if !agenda.isEmpty || !flights.isEmpty { idleSince = monotonic() }
            for finished in http.wait(milliseconds: pause, watching: watch.descriptor) {
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

    /// What is left is the next courier's.
    private func leave() {
        judgeFailures()
        guard !hasTime else { return }
        let time = now()
        let due = agenda.filter { $0.value <= time }.map(\.key)
        // Also those are due again whose last call has just arrived; they have no mark any more.
        let count = Set(due).union(queues.values.flatMap(\.waiting)).count { store.mark(of: $0) != nil }
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
