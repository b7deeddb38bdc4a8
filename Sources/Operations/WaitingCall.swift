import Courier
import Dialog
import JSON
import Record
import Store

/// A call of an outbox as a person on call sees it: what it is, what has been tried, and what it waits for. A call that
/// cannot be read is shown with its problem and hides no other.
struct WaitingCall: Sendable {
    let item: QueueItem
    private let call: Result<Call, DamagedRecord>
    /// The pause of its lane; nil when it is not paused.
    let pause: Pause?
    /// The call of the other lane that it waits for; nil if that one is delivered.
    private let after: Int64?
    /// Since when it waits, in milliseconds since 1970: since its first attempt. The time of queueing is not stored, so for a
    /// call that was never tried it is the time of what the call tells the platform, or else the dialog's last change.
    private let since: Int64
    /// Whether a call that was never tried may wait for longer.
    private let mayBeOlder: Bool

    /// - Parameter pauses: the pauses of the store.
    init(_ item: QueueItem, of record: DialogRecord, _ pauses: [Pause]) {
        self.item = item
        call = Result { () throws(DamagedRecord) in try item.call().call }
        pause = pauses.first { $0.binding == record.key.binding && $0.lane == item.lane }
        after = item.after.flatMap { record.item($0)?.number }
        if item.delivery.firstAttempt > 0 {
            (since, mayBeOlder) = (item.delivery.firstAttempt, false)
        } else if case .success(.platform(let event)) = call, event.time > 0 {
            (since, mayBeOlder) = (min(event.time, record.changed), false)
        } else {
            (since, mayBeOlder) = (record.changed, true)
        }
    }

    /// Why it cannot be read; nil when it can.
    var problem: StoreError? {
        guard case .failure(let error) = call else { return nil }
        return .damaged("call \(item.number) cannot be read: \(error)")
    }

    /// What the call is; nil when it cannot be read.
    private var name: String? { if case .success(let call) = call { call.name } else { nil } }

    /// The call in a list: its name and its number.
    var title: String { "\(name ?? "a call that cannot be read") (\(item.number))" }

    /// The call with all that it says.
    var content: String {
        switch call {
        case .success(let call): call.oneLine
        case .failure(let error): "cannot be read: \(error)"
        }
    }

    /// When it may be tried next, in milliseconds since 1970; 0 for at once.
    private var nextAttempt: Int64 { max(item.notBefore, item.delivery.nextAttempt) }

    /// What has been tried, and what it waits for: clauses.
    var state: [String] {
        let delivery = item.delivery
        let since = OperationsTime.text(since)
        let tried =
            switch delivery.attempts {
            case 0: "never tried, waits since \(since)\(mayBeOlder ? " or longer" : "")"
            case 1: "1 attempt since \(since)"
            default: "\(delivery.attempts) attempts since \(since)"
            }
        var parts = [tried]
        if !delivery.lastError.isEmpty { parts.append("last error: \(delivery.lastError)") }
        if delivery.isInDoubt { parts.append("may have arrived") }
        if let after { parts.append("waits for call \(after)") }
        if let pause {
            parts.append("paused since \(OperationsTime.text(pause.time)): \(pause.reason)")
        } else if nextAttempt > 0 {
            parts.append("next attempt \(OperationsTime.text(nextAttempt))")
        }
        return parts
    }

    /// The members of a JSON object that every list of calls has.
    var members: [String: JSON] {
        let delivery = item.delivery
        let members: [String: JSON?] = [
            "number": .int(item.number), "lane": .string(item.lane.rawValue), "kind": name.map { .string($0) },
            "attempts": .int(delivery.attempts), "waiting_since": .int(since),
            "first_attempt": .int(delivery.firstAttempt), "next_attempt": .int(nextAttempt),
            "in_doubt": .bool(delivery.isInDoubt),
            "last_error": delivery.lastError.isEmpty ? nil : .string(delivery.lastError),
            "after": after.map { .int($0) }, "problem": problem.map { .string($0.description) },
        ]
        return members.compactMapValues { $0 }
    }

    /// The stored form of the call; nil when it cannot be read.
    var stored: JSON? { if case .success(let call) = call { call.inspected } else { nil } }
}

extension Call {
    /// The call for people: its name and what it says.
    var oneLine: String { "\(name)  \(inspected.text())" }
}
