// Delivers what the receivers have stored: in order per dialog and side, one call in flight each, until it arrives or a
// person has to look. One courier works on a store at a time; it is one thread around libcurl's multi interface.

import ChannelBundle
import Dialog
import DialogStore
import HTTPTransport
import JSON
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
    let bundle: BundleReader
    let http: HTTPMultiplexer
    let policy: RetryPolicy
    let mode: Mode
    /// The most calls in flight per binding and side.
    let concurrency: Int
    let log: Log
    /// Milliseconds since 1970.
    let now: () -> Int64
    /// 0 to 1.
    let random: () -> Double

    /// Calls that are in flight, by the transport's number.
    var flights: [Int: Flight] = [:]
    /// When a dialog is to be looked at, in milliseconds since 1970.
    var agenda: [DialogName: Int64] = [:]
    var sides: [Side: SideState] = [:]
    /// Dialogs that wait for a free place on a side.
    var queues: [Side: [DialogName]] = [:]
    /// The marks as they were listed last, and when each was touched.
    private var seen: [DialogName: Int64] = [:]
    /// In mode `once`: lanes that have had their try.
    var tried: Set<FlightLane> = []
    /// In mode `once`: whether a lane has failed.
    public internal(set) var hasFailed = false

    public init(
        store: FlatFileStore, bundle: BundleReader, policy: RetryPolicy, mode: Mode, concurrency: Int = 8, log: Log,
        now: @escaping () -> Int64 = Clock.wall, random: @escaping () -> Double = { Double.random(in: 0...1) }
    ) throws(HTTPFailure) {
        self.store = store
        self.bundle = bundle
        http = try HTTPMultiplexer()
        self.policy = policy
        self.mode = mode
        self.concurrency = concurrency
        self.log = log
        self.now = now
        self.random = random
    }

    /// Works until the mode says that it is enough. The caller holds the courier's lock.
    public func run() throws(StoreError) {
        let watch = DirectoryWatch(store.directory.pending)
        try scanAfterBoot()
        try readAgenda()
        var idleSince = Clock.monotonic()
        var listed = Clock.monotonic()
        while true {
            if let changes = watch.changes() { note(changes) }
            if mode != .once, Clock.monotonic() - listed >= Self.relistInterval {
                try readAgenda()
                listed = Clock.monotonic()
            }
            try visitWhatIsDue()
            if flights.isEmpty, isFinished(idleSince) { return }
            if !agenda.isEmpty || !flights.isEmpty { idleSince = Clock.monotonic() }
            for finished in http.wait(milliseconds: pause, watching: watch.descriptor) {
                if let flight = flights.removeValue(forKey: finished.id) { try land(flight, finished.result) }
            }
        }
    }

    /// Without a directory watch, and against whatever a watch may miss, the marks are listed at this interval.
    private static let relistInterval: Int64 = 1_000

    private func isFinished(_ idleSince: Int64) -> Bool {
        switch mode {
        case .once: !agenda.values.contains { $0 <= now() }
        case .linger(let moment): agenda.isEmpty && Clock.monotonic() - idleSince >= moment
        }
    }

    /// How long to wait for something to happen, in milliseconds.
    private var pause: Int64 {
        let next = agenda.values.min().map { $0 - now() } ?? Self.relistInterval
        var longest = Self.relistInterval
        if case .linger(let moment) = mode, agenda.isEmpty { longest = min(longest, max(moment, 1)) }
        return min(max(next, 0), longest)
    }

    // MARK: What is due

    /// After a reboot some marks may be missing: then every record is looked at once.
    private func scanAfterBoot() throws(StoreError) {
        guard let boot = try? FileSystem.read("/proc/sys/kernel/random/boot_id") else { return }
        let path = store.directory.scannedBoot
        if let scanned = try? FileSystem.read(path), scanned == boot { return }
        for name in try store.names() {
            do { try store.renewMark(name) } catch { report(error, name) }
        }
        do {
            try FileSystem.replace(path, with: boot)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func readAgenda() throws(StoreError) {
        let marks = try store.pending()
        seen = Dictionary(marks.map { ($0.name, $0.touched) }, uniquingKeysWith: { first, _ in first })
        for mark in marks { put(mark.name, at: mode == .once ? 0 : mark.due) }
    }

    /// Whether somebody has set a mark since this courier looked last. To be asked after the courier's lock has been let
    /// go: a receiver that stored something before that saw the lock held and started no courier of its own.
    public func hasUnseenWork() throws(StoreError) -> Bool {
        try store.pending().contains { seen[$0.name] != $0.touched }
    }

    private func note(_ changes: Set<String>) {
        for text in changes { if let name = DialogName(text) { put(name, at: now()) } }
    }

    private func put(_ name: DialogName, at due: Int64) {
        agenda[name] = min(due, agenda[name] ?? due)
    }

    private func visitWhatIsDue() throws(StoreError) {
        let time = now()
        // The longest waiting first.
        let due = agenda.filter { $0.value <= time }.sorted { $0.value < $1.value }
        for (name, _) in due {
            agenda[name] = nil
            do {
                if let next = try visit(name) { put(name, at: next) }
            } catch {
                // One damaged dialog must not hold up the others.
                report(error, name)
            }
        }
    }

    func report(_ error: StoreError, _ name: DialogName) {
        hasFailed = true
        log(.error, "a dialog cannot be delivered", ["dialog": .string(name.description), "detail": .string(error.description)])
    }
}

/// One side of one binding.
struct Side: Hashable {
    var binding: String
    var lane: Lane
}

/// What a running courier knows of a side.
struct SideState {
    var inFlight = 0
    /// Not to be called before this time, in milliseconds since 1970.
    var throttledUntil: Int64 = 0
    /// When a call got through last, in milliseconds since 1970.
    var lastSuccess: Int64 = 0
}

/// One lane of one dialog.
struct FlightLane: Hashable {
    var dialog: DialogName
    var lane: Lane
}

/// A request that is under way.
struct Flight {
    /// Why it was made.
    enum Purpose {
        case delivery
        /// Asks the history whether a message of unknown outcome has arrived.
        case historyProbe(anchor: String?)
        /// Asks whether a group is selected.
        case destinationProbe
    }

    var purpose: Purpose
    var key: DialogKey
    var call: QueuedCall
    var delivery: Delivery
    var rules: DialogRules
    /// In milliseconds, monotonic.
    var started: Int64

    var lane: FlightLane { FlightLane(dialog: key.name, lane: call.call.lane) }
    var side: Side { Side(binding: key.binding, lane: call.call.lane) }
}
