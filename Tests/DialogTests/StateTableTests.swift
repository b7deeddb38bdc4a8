import Dialog
import TestSupport
import Testing

@Suite struct StateTableTests {
    @Test(arguments: PageRow.table.flatMap(\.rows)) func everyRowHolds(row: Row) {
        var dialog = row.dialog
        let decision = reduce(&dialog, row.event, Sample.rules, now: row.now)
        var expected = row.expected
        expected.nextCall += Int64(decision.calls.count + decision.moved.count)
        #expect(dialog == expected)
        #expect(decision.effects == row.effects)
        #expect(decision.reply == row.reply)
    }

    /// Every kind of event meets every phase in some row.
    @Test func everyPhaseMeetsEveryEvent() {
        let met = Set(
            PageRow.table.flatMap(\.rows).compactMap { row in
                row.event.column.map { "\(row.state.dialog.phase.column) \($0)" }
            })
        for phase in Phase.columns {
            for event in Event.columns {
                #expect(met.contains("\(phase) \(event)"), "no row says what \(event) does in the phase \(phase)")
            }
        }
    }

    // MARK: The page

    /// The cells of docs/platform-contract.md's table: phase, event, next phase, effects.
    private static func page() throws -> [[String]] {
        try MarkdownPage("docs/platform-contract.md").rows(ofTableWithColumn: "event").filter { $0.count == 4 }
    }

    @Test func thePageAndTheTestsHaveTheSameRows() throws {
        let page = try Self.page().map { "\($0[0]) | \($0[1])" }
        let tested = PageRow.table.map(\.testDescription)
        #expect(Set(page).subtracting(tested) == [], "no test has these rows of the page")
        #expect(Set(tested).subtracting(page) == [], "the page has no such rows")
        #expect(page.count == Set(page).count && tested.count == Set(tested).count, "a row is there twice")
    }

    /// Each phase that a row of the page names has a case, and each case leads to what the page says.
    @Test(arguments: PageRow.table) func thePageSaysWhatItsRowsDo(pageRow: PageRow) throws {
        let cells = try #require(try Self.page().first { $0[0] == pageRow.phases && $0[1] == pageRow.event })
        let named =
            pageRow.phases == "any" ? Phase.columns : pageRow.phases.split(separator: ", ").map { Self.word($0) }
        #expect(Set(pageRow.rows.map(\.state.dialog.phase.column)) == Set(named))
        for row in pageRow.rows {
            let (before, after) = (row.state.dialog, row.expected)
            let next = Self.word(cells[2])
            #expect(after.phase.column == (next == "same" ? before.phase.column : next), "\(row.testDescription)")
            if cells[2].contains("not open") {
                #expect(!after.isOpen, "\(row.testDescription)")
            } else if cells[2].hasSuffix(", open") {
                #expect(after.isOpen, "\(row.testDescription)")
            } else if next == "same" {
                #expect(after.isOpen == before.isOpen, "\(row.testDescription)")
            }
            if cells[3].hasPrefix("nothing") { #expect(row.effects == [], "\(row.testDescription)") }
        }
        // Words that are not effects of their own: a flag of the dialog, and a reply that came earlier.
        for word in MarkdownPage.quoted(in: cells[3]) where !["open", "pending"].contains(word) {
            let isThere = pageRow.rows.contains { row in
                row.reply.text == word || row.effects.contains { $0.contains(word) }
            }
            #expect(isThere, "no case of this row has \(word)")
        }
    }

    /// The first word: `operator` of `operator(a)`, `bot` of `bot, not open`.
    private static func word(_ cell: some StringProtocol) -> String { String(cell.prefix { $0.isLetter }) }
}

extension Reply {
    fileprivate var text: String? {
        if case .ignored(let reason) = self { reason.rawValue } else { nil }
    }
}

extension Phase {
    fileprivate static let columns = ["bot", "checking", "waiting", "operator"]

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
    /// The kinds of event that can come in any phase. A call's result comes only where the call was made.
    fileprivate static let columns = [
        "lead.message", "bot.message", "lead.menu_choice", "lead.attributes", "transfer.request", "transfer.cancel",
        "operator's message", "MessageDelivered", "Closed", "HoldMessage", "SelectDestination", "irrelevant",
        "clock", "clock set", "pending said", "a call lost",
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
        case .clockSet: "clock set"
        case .pendingSaid: "pending said"
        }
    }
}
