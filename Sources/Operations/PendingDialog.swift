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
    public init?(_ record: DialogRecord, _ pauses: [Pause]) {
        summary = DialogSummary(record)
        lanes = Lane.allCases.compactMap { WaitingLane($0, record, pauses) }
        if lanes.isEmpty { return nil }
    }

    /// One for each lane whose first call cannot be read: no call of that lane is delivered.
    public var problems: [StoreError] {
        lanes.compactMap(\.first.problem).map { .damaged("\(summary.name): \($0)") }
    }

    /// The dialog's columns in a list.
    public var row: [String] { summary.row }

    /// A line for each lane in which something waits.
    public var details: [String] { lanes.map(\.line) }

    /// One object of a list.
    public var json: JSON { .object((summary.json.object ?? [:]).merging(["lanes": .array(lanes.map(\.json))]) { $1 }) }
}

/// The calls of a dialog that wait for one lane.
private struct WaitingLane {
    let lane: Lane
    let calls: Int
    let first: WaitingCall

    init?(_ lane: Lane, _ record: DialogRecord, _ pauses: [Pause]) {
        let waiting = record.outbox.filter { $0.lane == lane }
        guard let item = waiting.first else { return nil }
        self.lane = lane
        calls = waiting.count
        first = WaitingCall(item, of: record, pauses)
    }

    var line: String {
        let title = "\(lane.rawValue): \(calls) \(calls == 1 ? "call" : "calls"), first \(first.title)"
        return ([title] + first.state).joined(separator: "; ")
    }

    var json: JSON {
        var members = first.members
        members["calls"] = .int(Int64(calls))
        members["paused"] = first.pause.map { ["since": .int($0.time), "reason": .string($0.reason)] }
        return .object(members)
    }
}
