import ChannelBundle
import Dialog
import LiveTex
import Logging
import Outbound
import Platform
import Record
import Store
import Synchronization

/// A dry run: the receiver handles a webhook over a store that only remembers. Nothing is stored and nothing is sent.
///
/// It differs from the real run in three points. A webhook without any credential is handled, and a note says so. LiveTex is
/// not asked who is online: a reply and calls that depend on it are those for an operator of the first group who is online,
/// and a note says so. Whether the store can be written is not checked.
public struct Rehearsal {
    /// The reply that the sender would get.
    public let reply: WebhookReply
    /// The requests that would be sent, in the order in which they would be queued.
    public let requests: [PlannedRequest]
    /// What the real run may do differently; one sentence each.
    public let notes: [String]

    /// Handles a webhook.
    ///
    /// - Parameter store: what is stored; nil for nothing.
    public init(
        _ request: WebhookRequest, _ bundle: BundleReader, over store: (any DialogStore)?, clock: any TimeSource,
        log: Log
    ) {
        let clock = RehearsalClock(clock)
        let rehearsed = RehearsalStore(of: store, clock: clock)
        let courier = RehearsalCourier(rehearsed, bundle, clock)
        let receiver = Receiver(
            bundle: bundle, openStore: { rehearsed }, courier: courier, clock: clock, log: log,
            onAnonymous: { courier.notes.append("the webhook has no credential; the real run refuses it") })
        let outcome = receiver.handle(request)
        reply = outcome.reply
        courier.notes += outcome.remarks
        courier.collect()
        requests = courier.requests
        notes = courier.notes
    }
}

/// A request that a webhook would cause.
public struct PlannedRequest: Hashable, Sendable {
    /// The request.
    public var request: OutboundRequest
    /// What it depends on; nil when it is made in any case.
    public var condition: String?
}

/// Answers in place of LiveTex, and collects what would be sent.
private final class RehearsalCourier: CourierControl {
    private(set) var requests: [PlannedRequest] = []
    var notes: [String] = []
    private let store: RehearsalStore
    private let bundle: BundleReader
    private let clock: any TimeSource
    /// The condition of the calls that are queued from now on.
    private var condition: String?
    /// The number of the first call that is not collected, by dialog.
    private var places: [DialogName: Int64] = [:]

    init(_ store: RehearsalStore, _ bundle: BundleReader, _ clock: any TimeSource) {
        self.store = store
        self.bundle = bundle
        self.clock = clock
    }

    /// The group's id is not known.
    private static let group = OperatorGroup(id: "{id of the first group}")

    func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus {
        do {
            requests.append(PlannedRequest(request: OutboundRequest(.destinations, try bundle.binding(binding))))
        } catch {
            throw CourierUnavailable("\(error)")
        }
        noteAssumption()
        return OperatorsStatus(group: Self.group, isOnline: true)
    }

    /// Lets the checks of operators have their result. The receiver calls this when a reply waits for one.
    func wake() {
        collect()
        noteAssumption()
        condition = "if an operator of the first group is online"
        attempt {
            for dialog in store.dialogs {
                for item in try store.load(dialog.key.name)?.record.outbox ?? [] {
                    let call = try item.call()
                    guard case .liveTex(.checkOperators) = call.call else { continue }
                    let rules = try bundle.binding(dialog.key.binding).rules
                    let next = try store.update(dialog.key, party: nil) { (record) throws(DamagedRecord) in
                        try record.finish(
                            call, .checked(Self.group, online: true), rules, now: clock.wall())
                        return record.dialog.nextCall
                    }
                    // What follows an earlier webhook's check is not this webhook's effect.
                    if item.number < dialog.firstCall { places[dialog.key.name] = next }
                }
            }
        }
    }

    /// Adds the calls that were queued since the last time and still wait.
    func collect() {
        attempt {
            for dialog in store.dialogs {
                guard let record = try store.load(dialog.key.name)?.record else { continue }
                let place = places[dialog.key.name] ?? dialog.firstCall
                places[dialog.key.name] = record.dialog.nextCall
                let binding = try bundle.binding(dialog.key.binding)
                for item in record.outbox where item.number >= place {
                    let request = OutboundRequest(
                        try item.call().call, of: (record.key.userID, record.dialog.party), binding)
                    requests.append(PlannedRequest(request: request, condition: condition))
                }
            }
        }
    }

    private func noteAssumption() {
        notes.append("LiveTex was not asked: the reply is for an operator of the first group who is online")
    }

    private func attempt(_ body: () throws -> Void) {
        do { try body() } catch { notes.append("the calls are not complete: \(error)") }
    }
}

/// A clock on which every wait is over at once.
private final class RehearsalClock: TimeSource {
    private let clock: any TimeSource
    private let waited = Mutex<Int64>(0)

    init(_ clock: any TimeSource) { self.clock = clock }

    func wall() -> Int64 { clock.wall() }
    func monotonic() -> Int64 { clock.monotonic() + waited.withLock { $0 } }
    func sleep(_ milliseconds: Int64) { waited.withLock { $0 += milliseconds } }
}
