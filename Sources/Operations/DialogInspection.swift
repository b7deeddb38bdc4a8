import Dialog
import JSON
import Record
import Store

/// A dialog as a person on call sees it: phase, waiting calls, times. Only ``rows(_:)`` and ``details(_:)`` have
/// texts.
public struct DialogSummary: Sendable {
    /// The name of the dialog's record.
    public let name: DialogName
    private let record: DialogRecord

    /// A summary of a record.
    public init(_ record: DialogRecord) {
        name = record.key.name
        self.record = record
    }

    /// `bot`, `checking`, `waiting` or `operator`.
    public var phase: String {
        switch record.dialog.phase {
        case .bot: "bot"
        case .checking: "checking"
        case .waiting: "waiting"
        case .operator: "operator"
        }
    }

    /// How many calls wait in the outbox.
    public var pending: Int { record.outbox.count }

    /// The columns of a list.
    public var row: [String] {
        [name.description, record.key.binding, "\(phase)\(record.dialog.isOpen ? " open" : "")", "calls:"]
            + Lane.allCases.map { lane in "\(lane.rawValue) \(record.outbox.count { $0.lane == lane })" }
            + ["changed \(OperationsTime.text(record.changed))"]
    }

    /// One object of a list.
    public var json: JSON {
        .members([
            "dialog": .string(name.description), "binding": .string(record.key.binding), "phase": .string(phase),
            "open": .bool(record.dialog.isOpen), "pending": .int(Int64(pending)), "changed": .int(record.changed),
            "due": record.due.map { .int($0) },
        ])
    }

    /// All that is stored, for people: a name and a text for each part and for each call.
    ///
    /// - Parameter pauses: the pauses of the store.
    public func rows(_ pauses: [Pause]) -> [[String]] {
        let dialog = record.dialog
        var rows = [
            ["dialog", name.description], ["binding", record.key.binding],
            ["phase", "\(phase)\(dialog.isOpen ? " open" : "")"], ["changed", OperationsTime.text(record.changed)],
            ["user", record.key.userID],
        ]
        if let party = dialog.party {
            rows.append(["lead", "\(party.leadID.text())  \(party.channel ?? "-")  \(party.name ?? "-")"])
        }
        if let found = dialog.currentOperator { rows.append(["operator", "\(found.id)  \(found.name)"]) }
        if let time = dialog.deadline { rows.append(["deadline", OperationsTime.text(time)]) }
        for (name, value) in dialog.attributes.sorted(by: { $0.key < $1.key }) {
            rows.append(["attribute", "\(name)  \(value.text())"])
        }
        for call in calls(pauses) {
            let title = "\(call.item.lane.rawValue)  \(call.content)"
            rows.append(["call \(call.item.number)", ([title] + call.state).joined(separator: "; ")])
        }
        return rows
    }

    /// One for each call that cannot be read.
    public var problems: [StoreError] {
        calls([]).compactMap(\.problem).map { .damaged("\(name): \($0)") }
    }

    private func calls(_ pauses: [Pause]) -> [WaitingCall] {
        record.outbox.map { WaitingCall($0, of: record, pauses) }
    }

    /// All that is stored, with calls and attributes.
    ///
    /// - Parameter pauses: the pauses of the store; they tell which calls wait for a person.
    public func details(_ pauses: [Pause]) -> JSON {
        let calls = calls(pauses).map { call in
            JSON.object(
                call.members.merging(["call": call.stored ?? .null, "paused": .bool(call.pause != nil)]) { $1 })
        }
        let dialog = record.dialog
        return .object(
            (json.object ?? [:]).merging([
                "user_id": .string(record.key.userID),
                "party": dialog.party.map { party in
                    .members([
                        "bot_id": party.botID, "lead_id": party.leadID, "channel": party.channel.map { .string($0) },
                        "name": party.name.map { .string($0) },
                    ])
                } ?? .null,
                "operator": dialog.currentOperator.map { ["id": .string($0.id), "name": .string($0.name)] } ?? .null,
                "deadline": dialog.deadline.map { .int($0) } ?? .null,
                "attributes": .object(dialog.attributes),
                "last_message_id": dialog.lastMessageID.map { .string($0) } ?? .null,
                "calls": .array(calls),
            ]) { $1 })
    }
}

extension Dialog {
    fileprivate var currentOperator: Operator? {
        if case .operator(let stint) = phase { stint.operator } else { nil }
    }
}
