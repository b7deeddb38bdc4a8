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

    /// Each word of the lead or of an operator counts; the bot's, a command, an automatic text and a read mark do not.
    @Test func theStintEndsAfterASilence() throws {
        var rules = Sample.rules
        rules.operatorTimeout = 1_000
        var dialog = State.waiting.dialog
        _ = reduce(&dialog, .read(Sample.anna), rules, now: 10_000)
        #expect(dialog.deadline == 11_000)
        for (number, event) in [
            Event.lead("a"), .choice("b"), .says(Sample.anna, "c"), .says(nil, "d"),
        ].enumerated() {
            let now = 20_000 + Int64(number) * 500
            _ = reduce(&dialog, event, rules, now: now)
            #expect(dialog.deadline == now + 1_000, "\(event)")
        }
        for event in [
            Event.robot("a"), .read(Sample.anna), .read(nil), .says(Sample.anna, "/bot"),
            .platform(.attributes(.merge, [:])), .liveTex(.hold("Ждите")),
        ] {
            _ = reduce(&dialog, event, rules, now: 22_400)
            #expect(dialog.deadline == 22_500, "\(event)")
        }
        // A colleague begins a stint of their own.
        _ = reduce(&dialog, .read(Operator(id: "502", name: "Борис"), at: 9_000), rules, now: 22_450)
        #expect(dialog.deadline == 23_450)
        #expect(reduce(&dialog, .clock, rules, now: 23_449).summary == [])
        #expect(reduce(&dialog, .clock, rules, now: 23_450).summary.count == 3)
        #expect(dialog.phase == .bot && dialog.isOpen && dialog.deadline == nil)
        #expect(reduce(&dialog, .lead("e"), rules, now: 24_000).calls.count == 1)
    }

    @Test func withoutALimitASilenceLastsForEver() {
        var dialog = State.waiting.dialog
        _ = reduce(&dialog, .read(Sample.anna), Sample.rules, now: 10_000)
        _ = reduce(&dialog, .lead("a"), Sample.rules, now: 10_000)
        #expect(dialog.deadline == nil)
        #expect(outcome(of: .clock, on: dialog, now: .max) == [])
    }

    @Test func theEventsOfASilenceHaveIdsOfTheirOwn() {
        var dialog = State.annaSilent.dialog
        let ids = reduce(&dialog, .clock, Sample.rules, now: .max).calls.compactMap { queued -> String? in
            if case .platform(let call) = queued.call { call.id } else { nil }
        }
        #expect(ids == ["r1:operator-timeout:notice", "r1:operator-timeout"])
    }

    /// LiveTex may ask for a group with each message, and the lead's words must not wait for the answer.
    @Test(arguments: [State.waiting, .anna]) func theGroupIsSelectedAgainFiveSecondsAfterTheFirstQuestion(state: State)
    {
        var dialog = state.dialog
        dialog.phase.transfer?.deadline = nil
        #expect(reduce(&dialog, .selectDestination, Sample.rules, now: Sample.now).summary == [])
        #expect(reduce(&dialog, .selectDestination, Sample.rules, now: Sample.now + 4_000).summary == [])
        #expect(dialog.deadline == Sample.now + 5_000)
        #expect(reduce(&dialog, .lead("a"), Sample.rules, now: Sample.now + 4_500).calls.map(\.notBefore) == [0])
        #expect(reduce(&dialog, .clock, Sample.rules, now: Sample.now + 4_999).summary == [])
        #expect(
            reduce(&dialog, .clock, Sample.rules, now: Sample.now + 5_000).summary
                == ["selectDestination again 70001 name=Иван номер_заявки=705"])
        #expect(dialog.deadline == nil)
    }

    @Test func aDialogThatIsTheBotsAgainSelectsNothing() {
        var dialog = State.anna.dialog
        _ = reduce(&dialog, .selectDestination, Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now)
        #expect(dialog.deadline == nil)
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
