import Dialog
import Testing

@Suite struct StateTableTests {
    @Test(arguments: Row.table) func everyRowHolds(row: Row) {
        var dialog = row.phase.dialog
        let decision = reduce(&dialog, row.event, Sample.rules, now: row.now)
        #expect(dialog.summary == row.next)
        #expect(decision.summary + dialog.changes(since: row.phase.dialog) == row.effects)
    }

    /// The table is total: every kind of event meets every phase in some row.
    @Test func everyPhaseMeetsEveryEvent() {
        let met = Set(Row.table.compactMap { row in row.event.column.map { "\(row.phase.dialog.phase.column) \($0)" } })
        for phase in ["bot", "checking", "waiting", "operator"] {
            for event in Event.columns {
                #expect(met.contains("\(phase) \(event)"), "no row says what \(event) does in the phase \(phase)")
            }
        }
    }

    /// An unchanged dialog is unchanged in every part, not only in those that a summary shows.
    @Test(arguments: Row.table) func whatDoesNothingLeavesTheDialogAlone(row: Row) {
        var dialog = row.phase.dialog
        let decision = reduce(&dialog, row.event, Sample.rules, now: row.now)
        guard case .ignored = decision.reply else { return }
        #expect(dialog == row.phase.dialog)
    }
}

extension Phase {
    fileprivate var column: String {
        switch self {
        case .bot: "bot"
        case .checking: "checking"
        case .waiting: "waiting"
        case .operator: "operator"
        }
    }
}

extension Event {
    /// The kinds of event that can come at any time. Most outcomes of calls belong to the phase that queued the call.
    fileprivate static let columns = [
        "lead.message", "bot.message", "lead.menu_choice", "lead.attributes", "transfer.request", "transfer.cancel",
        "operator's message", "MessageDelivered", "Closed", "HoldMessage", "SelectDestination", "irrelevant",
        "clock", "clock set back", "pending said", "a call lost",
    ]

    fileprivate var column: String? {
        switch self {
        case .platform(let event):
            switch event.kind {
            case .message(.lead, _): "lead.message"
            case .message(.bot, _): "bot.message"
            case .menuChoice: "lead.menu_choice"
            case .attributes: "lead.attributes"
            case .transferRequest: "transfer.request"
            case .transferCancel: "transfer.cancel"
            case .operatorsCheck, .unknown: nil
            }
        case .liveTex(let event):
            switch event.kind {
            case .message: "operator's message"
            case .read: "MessageDelivered"
            case .closed: "Closed"
            case .hold: "HoldMessage"
            case .selectDestination: "SelectDestination"
            case .irrelevant: "irrelevant"
            }
        case .call(_, .lost): "a call lost"
        case .call: nil
        case .clock: "clock"
        case .clockSetBack: "clock set back"
        case .pendingSaid: "pending said"
        }
    }
}
