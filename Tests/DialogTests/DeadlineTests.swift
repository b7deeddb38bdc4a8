import Testing

@testable import Dialog

/// When the clock is a dialog's next event (behaviour 27).
@Suite struct DeadlineTests {
    @Test func onlyCheckingAndWaitingHaveADeadline() {
        #expect(State.bot.dialog.deadline == nil)
        #expect(State.anna.dialog.deadline == nil)
        #expect(State.checking.dialog.deadline == Sample.now - 1_000 + 600_000)
        #expect(State.waiting.dialog.deadline == Sample.now + 60_000)
    }

    @Test func waitingHasADeadlineOnlyWhereOneIsConfigured() {
        var dialog = State.checking.dialog
        _ = reduce(&dialog, .checked(Sample.group, online: true), Sample.rules, now: 500)
        #expect(dialog.deadline == 900_500)
        var rules = Sample.rules
        rules.waitingTimeout = nil
        dialog = State.checking.dialog
        _ = reduce(&dialog, .checked(Sample.group, online: true), rules, now: 500)
        #expect(dialog.deadline == nil)
        #expect(outcome(of: .clock, on: dialog, rules, now: .max) == [])
    }

    @Test func anAnswerToAnEarlierCheckChangesNothing() {
        for outcome in [CallOutcome.checked(Sample.group, online: true), .refused] {
            var dialog = State.checking.dialog
            let decision = reduce(&dialog, .result(.checkOperators, 99, outcome), Sample.rules, now: Sample.now)
            #expect(decision.summary == [])
            #expect(dialog == State.checking.dialog)
        }
        for state in [State.bot, .waiting, .anna] {
            #expect(outcome(of: .checked(Sample.group, online: true), on: state.dialog) == [])
        }
    }
}
