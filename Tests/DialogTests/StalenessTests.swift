import Testing

@testable import Dialog

/// Which events are stale by LiveTex's clock (behaviour 21), and when a stint begins (behaviours 17 and 18).
@Suite struct StalenessTests {
    private let before = Sample.floor - 1

    @Test func aStaleReadMarkDoesNothing() {
        #expect(outcome(of: .read(Sample.boris, at: before), on: State.waiting.dialog) == [])
        #expect(outcome(of: .read(Sample.boris, at: before), on: State.anna.dialog) == [])
    }

    @Test func aStaleMessageIsRelayedAndNothingElse() {
        for state in [State.waiting, .anna] {
            var dialog = state.dialog
            let decision = reduce(&dialog, .says(Sample.boris, "Поздно", at: before), Sample.rules, now: Sample.now)
            #expect(decision.summary == ["operator.message (Борис): Поздно"])
            #expect(dialog.phase == state.dialog.phase)
            #expect(dialog.isOpen)
        }
    }

    @Test func anEventAtTheFloorIsNotStale() {
        #expect(outcome(of: .closed(Sample.anna, at: Sample.floor), on: State.waiting.dialog).count == 2)
    }

    @Test func withoutATimeNothingIsStale() {
        #expect(outcome(of: .closed(Sample.anna, at: nil), on: State.waiting.dialog).count == 2)
        var dialog = State.selectQueued.dialog
        dialog.phase.transfer?.floor = nil
        dialog.phase.transfer?.progress = .succeeded
        #expect(outcome(of: .closed(Sample.anna, at: 1), on: dialog).count == 2)
    }

    // MARK: Times that cannot be right

    private static let day: Int64 = 86_400_000

    /// One webhook with a wrong time must not make all later ones late.
    @Test func aTimeMoreThanADayAheadIsNotBelieved() {
        var dialog = State.checking.dialog
        _ = reduce(&dialog, .says(nil, "x", at: Sample.now + Self.day + 1), Sample.rules, now: Sample.now)
        #expect(dialog.liveTexTime == nil)
        let sent = Event.result(.sendText("x"), 8, .delivered(messageID: "m8", timestamp: .max))
        _ = reduce(&dialog, sent, Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .checked(Sample.group, online: true), Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .result(.select(Sample.selection), 11, .delivered()), Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .read(Sample.anna, at: .max), Sample.rules, now: Sample.now)
        #expect(outcome(of: .read(Sample.boris), on: dialog).count == 1)
        #expect(outcome(of: .closed(Sample.anna), on: dialog).count == 2)
    }

    @Test func aClockThatIsADayAheadIsBelieved() {
        var dialog = State.bot.dialog
        _ = reduce(&dialog, .says(nil, "x", at: Sample.now + Self.day), Sample.rules, now: Sample.now)
        #expect(dialog.liveTexTime == Sample.now + Self.day)
    }

    /// What was stored before does no harm either.
    @Test func aStoredTimeThatIsTooFarAheadIsForgotten() {
        var dialog = State.waiting.dialog
        dialog.phase.transfer?.floor = Sample.now + 2 * Self.day
        dialog.liveTexTime = Sample.now + 2 * Self.day
        #expect(outcome(of: .closed(Sample.anna), on: dialog).count == 2)
        _ = reduce(&dialog, .read(nil, at: 7_000), Sample.rules, now: Sample.now)
        #expect(dialog.liveTexTime == 7_000)
        var anna = State.anna.dialog
        guard case .operator(var stint) = anna.phase else { return }
        stint.since = Sample.now + 2 * Self.day
        anna.phase = .operator(stint)
        #expect(outcome(of: .read(Sample.boris), on: anna).count == 1)
    }

    @Test func theBridgesClockPlaysNoPart() {
        var dialog = State.waiting.dialog
        let decision = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now + 40_000)
        #expect(decision.calls.count == 2)
    }

    @Test func theFloorIsTheLargestTimeThatLiveTexShowedBeforeTheTransfer() {
        var dialog = State.checking.dialog
        let sent = Event.result(.sendText("x"), 8, .delivered(messageID: "m8", timestamp: 900))
        _ = reduce(&dialog, sent, Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .says(nil, "x", at: 800), Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .checked(Sample.group, online: true), Sample.rules, now: Sample.now)
        #expect(dialog.phase.transfer?.floor == 900)
        _ = reduce(&dialog, .says(nil, "x", at: 2_000), Sample.rules, now: Sample.now)
        #expect(dialog.phase.transfer?.floor == 900)
        #expect(dialog.liveTexTime == 2_000)
        #expect(dialog.lastMessageID == "m8")
    }

    @Test func anAnswerWithoutAMessageKeepsTheLastOne() {
        var dialog = State.bot.dialog
        dialog.lastMessageID = "m1"
        _ = reduce(&dialog, .result(.select(Sample.selection), 9, .delivered()), Sample.rules, now: Sample.now)
        #expect(dialog.lastMessageID == "m1")
        #expect(dialog.liveTexTime == nil)
    }

    @Test func oneNoticePerStint() {
        var dialog = State.waiting.dialog
        var notices: [String] = []
        for (person, time) in [
            (Sample.anna, 10), (Sample.anna, 11), (Sample.boris, 20), (Sample.boris, 21), (Sample.anna, 30),
            (Sample.anna, 31),
        ] {
            let event = Event.read(person, at: Sample.floor + Int64(time))
            notices += reduce(&dialog, event, Sample.rules, now: Sample.now).summary
        }
        #expect(
            notices
                == ["Анна", "Борис", "Анна"].map {
                    "notice operator_joined (\($0)): Оператор \($0) подключился к диалогу"
                })
    }

    @Test func anotherOperatorsIDBeginsANewStint() {
        let namesake = Operator(id: "777", name: "Анна")
        #expect(outcome(of: .read(namesake), on: State.anna.dialog).count == 1)
        #expect(outcome(of: .read(Operator(id: "501", name: "Анна Петровна")), on: State.anna.dialog) == [])
    }

    @Test func anyOperatorEndsAStintWithoutATime() {
        var dialog = State.waiting.dialog
        _ = reduce(&dialog, .read(Sample.anna, at: nil), Sample.rules, now: Sample.now)
        #expect(outcome(of: .read(Sample.boris, at: Sample.floor), on: dialog).count == 1)
    }

}
