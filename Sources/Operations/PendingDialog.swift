import Courier
import Dialog
import JSON
import Record
import Store

/// What waits in a dialog, and why: for each lane its first call, which the others wait for.
public struct PendingDialog: Sendable {
    private let summary: DialogSummary
    private let lanes: [WaitingLane]

    /// What waits in a record; nil when nothing does.
    ///
    /// - Parameter pauses: the pauses of the store.
    public init?(_ record: DialogRecord, _ pauses: [Pause]) throws(DamagedRecord) {
        summary = DialogSummary(record)
        var lanes: [WaitingLane] = []
        for lane in Lane.allCases {
            if let waiting = try WaitingLane(lane, record, pauses) { lanes.append(waiting) }
        }
        guard !lanes.isEmpty else { return nil }
        self.lanes = lanes
    }

    /// The dialog's line of a list, and one for each lane.
    public var lines: [String] { [summary.line] + lanes.map { "    \($0.line)" } }

    /// One object of a list.
    public var json: JSON { .object((summary.json.object ?? [:]).merging(["lanes": .array(lanes.map(\.json))]) { $1 }) }
}

/// The calls of a dialog that wait for one lane.
private struct WaitingLane {
    let lane: Lane
    let calls: Int
    /// The first call.
    let item: QueueItem
    /// The first call's name.
    let kind: String
    let pause: Pause?

    init?(_ lane: Lane, _ record: DialogRecord, _ pauses: [Pause]) throws(DamagedRecord) {
        let waiting = record.outbox.filter { $0.lane == lane }
        guard let first = waiting.first else { return nil }
        self.lane = lane
        calls = waiting.count
        item = first
        kind = try first.call().call.name
        pause = pauses.first { $0.binding == record.key.binding && $0.lane == lane }
    }

    var line: String {
        let delivery = item.delivery
        var parts = ["\(lane.rawValue): \(calls) waiting, first \(kind) (\(item.number))"]
        if delivery.attempts == 0 {
            parts.append("never tried")
        } else {
            parts.append("tried \(delivery.attempts) times since \(OperationsTime.text(delivery.firstAttempt))")
        }
        if !delivery.lastError.isEmpty { parts.append("last error: \(delivery.lastError)") }
        if let after = item.after { parts.append("waits for call \(after)") }
        if let pause {
            parts.append("paused since \(OperationsTime.text(pause.time)): \(pause.reason)")
        } else if delivery.nextAttempt > 0 {
            parts.append("next try \(OperationsTime.text(delivery.nextAttempt))")
        }
        return parts.joined(separator: "; ")
    }

    var json: JSON {
        let delivery = item.delivery
        return .members([
            "lane": .string(lane.rawValue), "calls": .int(Int64(calls)), "number": .int(item.number),
            "kind": .string(kind), "attempts": .int(delivery.attempts), "first_attempt": .int(delivery.firstAttempt),
            "next_attempt": .int(delivery.nextAttempt), "in_doubt": .bool(delivery.isInDoubt),
            "last_error": delivery.lastError.isEmpty ? nil : .string(delivery.lastError),
            "after": item.after.map { .int($0) },
            "paused": pause.map { ["since": .int($0.time), "reason": .string($0.reason)] },
        ])
    }
}
