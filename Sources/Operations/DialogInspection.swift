import Dialog
import JSON
import Record
import Store

/// A dialog as a person on call sees it: phase, waiting calls, times. Only ``details(_:)`` has texts.
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

    /// One line of a list.
    public var line: String {
        let lanes = Lane.allCases.map { lane in "\(lane.rawValue) \(record.outbox.count { $0.lane == lane })" }
        return "\(name)  \(record.key.binding)  \(phase)\(record.dialog.isOpen ? " open" : "")  "
            + "pending: \(lanes.joined(separator: ", "))  changed \(OperationsTime.text(record.changed))"
    }

    /// One object of a list.
    public var json: JSON {
        .members([
            "dialog": .string(name.description), "binding": .string(record.key.binding), "phase": .string(phase),
            "open": .bool(record.dialog.isOpen), "pending": .int(Int64(pending)), "changed": .int(record.changed),
            "due": record.due.map { .int($0) },
        ])
    }

    /// All that is stored, for people: a line for each part and for each call.
    ///
    /// - Parameter pauses: the pauses of the store.
    public func lines(_ pauses: [Pause]) throws(DamagedRecord) -> [String] {
        let dialog = record.dialog
        var lines = [line, "user  \(record.key.userID)"]
        if let party = dialog.party {
            lines.append("lead  \(party.leadID.text())  \(party.channel ?? "-")  \(party.name ?? "-")")
        }
        if let found = dialog.currentOperator { lines.append("operator  \(found.id)  \(found.name)") }
        if let time = dialog.deadline { lines.append("deadline  \(OperationsTime.text(time))") }
        for (name, value) in dialog.attributes.sorted(by: { $0.key < $1.key }) {
            lines.append("attribute  \(name)  \(value.text())")
        }
        for item in record.outbox {
            let delivery = item.delivery
            var parts = ["call \(item.number)  \(item.lane.rawValue)  \(try item.call().call.oneLine)"]
            if delivery.attempts > 0 {
                parts.append("tried \(delivery.attempts) times since \(OperationsTime.text(delivery.firstAttempt))")
            }
            if !delivery.lastError.isEmpty { parts.append("last error: \(delivery.lastError)") }
            if delivery.isInDoubt { parts.append("may have arrived") }
            if delivery.nextAttempt > 0 { parts.append("next try \(OperationsTime.text(delivery.nextAttempt))") }
            if pauses.contains(where: { $0.binding == record.key.binding && $0.lane == item.lane }) {
                parts.append("its lane is paused")
            }
            lines.append(parts.joined(separator: "; "))
        }
        return lines
    }

    /// All that is stored, with calls and attributes.
    ///
    /// - Parameter pauses: the pauses of the store; they tell which calls wait for a person.
    public func details(_ pauses: [Pause]) throws(DamagedRecord) -> JSON {
        var calls: [JSON] = []
        for item in record.outbox {
            // The call that it waits for may be delivered already.
            let after = item.after.flatMap { record.item($0)?.number }
            calls.append(
                .members([
                    "number": .int(item.number), "lane": .string(item.lane.rawValue),
                    "call": try item.call().call.inspected, "attempts": .int(item.delivery.attempts),
                    "first_attempt": .int(item.delivery.firstAttempt), "next_attempt": .int(item.delivery.nextAttempt),
                    "in_doubt": .bool(item.delivery.isInDoubt), "after": after.map { .int($0) },
                    "paused": .bool(pauses.contains { $0.binding == record.key.binding && $0.lane == item.lane }),
                ]))
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
