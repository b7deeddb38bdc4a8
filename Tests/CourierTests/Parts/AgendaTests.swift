import Record
import Store
import TestSupport
import Testing

@testable import Courier

@Suite struct AgendaTests {
    private func list(_ agenda: inout Agenda, _ dialogs: [DueDialog], now: Int64 = 0, isFixed: Bool = false) throws {
        try agenda.take(
            dialogs, wall: now, now: now, isImpatient: false, isWaiting: { _ in false },
            isFixed: { (_, _) throws(StoreError) in isFixed })
    }

    @Test func dueDialogsComeInTheOrderOfTheirTimesAndOnce() {
        var agenda = Agenda()
        for (dialog, time) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 40)] {
            agenda.plan(name(dialog), at: Int64(time))
        }
        #expect(agenda.next == 10)
        #expect(agenda.takeDue(at: 30) == [2, 4, 3, 1].map(name))
        #expect(agenda.takeDue(at: 30).isEmpty)
        #expect(agenda.next == 40 && !agenda.isEmpty)
        #expect(agenda.due(at: 40) == [name(5)])
    }

    @Test func theEarlierOfTwoPlannedLooksCounts() {
        var agenda = Agenda()
        for time: Int64 in [20, 10, 30] { agenda.plan(name(1), at: time) }
        #expect(agenda.takeDue(at: 9).isEmpty)
        #expect(agenda.takeDue(at: 100) == [name(1)])
        #expect(agenda.isEmpty && agenda.next == nil)
    }

    @Test func aRestingDialogIsNotLookedAtBeforeItsRestEnds() {
        var agenda = Agenda()
        agenda.plan(name(1), at: 10)
        agenda.rest(name(1), until: 50)
        agenda.plan(name(1), at: 20)
        agenda.wake([name(1)])
        #expect(agenda.next == 50)
        agenda.bringForward(name(1))
        #expect(agenda.takeDue(at: 30) == [name(1)])
        agenda.plan(name(1), at: 30)
        #expect(agenda.next == 50)
        agenda.endRest(name(1))
        agenda.plan(name(1), at: 30)
        #expect(agenda.next == 30)
    }

    @Test func theHeapDoesNotGrowWithTheNumberOfMoves() {
        var agenda = Agenda()
        agenda.plan(name(2), at: 0)
        for _ in 1...10_000 {
            agenda.plan(name(1), at: 1_000)
            agenda.bringForward(name(1))
            agenda.rest(name(1), until: 1_000)
        }
        #expect(agenda.entryCount < 30)
        agenda.endRest(name(1))
        #expect(agenda.takeDue(at: 1_000) == [name(2), name(1)])
        #expect(agenda.entryCount == 0)
    }

    /// Thousands of random changes, against a dictionary that is searched as a whole.
    @Test func itAgreesWithASearch() {
        var random = Random(seed: 1)
        var agenda = Agenda()
        var model: [DialogName: Int64] = [:]
        for step in 1...5_000 {
            let (name, time) = (name(random.below(40)), Int64(random.below(1_000)))
            switch random.below(10) {
            case 0...7:
                agenda.plan(name, at: time)
                model[name] = min(model[name] ?? time, time)
            case 8:
                agenda.bringForward(name)
                model[name] = -1
            default:
                let due = model.filter { $0.value <= time }
                let taken = agenda.takeDue(at: time)
                #expect(Set(taken) == Set(due.keys) && taken.count == due.count, "step \(step)")
                #expect(taken.map { due[$0] ?? 0 } == due.values.sorted(), "step \(step)")
                for name in due.keys { model[name] = nil }
            }
            #expect(agenda.next == model.values.min(), "step \(step)")
        }
    }

    /// An answer or a webhook does not wait until thousands of other dialogs are looked at.
    @Test func aDialogThatHasChangedComesFirst() {
        var agenda = Agenda()
        for dialog in 1...3 { agenda.plan(name(dialog), at: 0) }
        agenda.wake([name(4)])
        agenda.bringForward(name(3))
        #expect(agenda.takeDue(at: 0) == [4, 3, 1, 2].map(name))
    }

    // MARK: Lists

    /// To read a thousand waiting records each second would be most of the work.
    @Test func aDialogThatWaitsIsNotPlannedAnewUnlessItHasChanged() throws {
        var agenda = Agenda()
        func take(_ token: Int64, wall: Int64) throws {
            try agenda.take(
                [1, 2].map { DueDialog(name: name($0), due: 100, token: ChangeToken(token)) }, wall: wall, now: 0,
                isImpatient: false, isWaiting: { $0 == name(2) },
                isFixed: { (_, _) throws(StoreError) in false })
        }
        try take(1, wall: 0)
        #expect(agenda.takeDue(at: 100).count == 2)
        agenda.plan(name(1), at: 100)
        // The wall clock was set forward, and the wait goes on.
        try take(1, wall: 50)
        #expect(agenda.takeDue(at: 99).isEmpty)
        #expect(agenda.takeDue(at: 100) == [name(1)])
        try take(2, wall: 50)
        #expect(Set(agenda.takeDue(at: 50)) == [name(1), name(2)])
    }

    @Test func aListPlansItsDialogs() throws {
        var agenda = Agenda()
        try agenda.take(
            [1, 2].map { DueDialog(name: name($0), due: Int64($0) * 10, token: ChangeToken(1)) }, wall: 0,
            now: 0, isImpatient: false, isWaiting: { _ in false }, isFixed: { (_, _) throws(StoreError) in false })
        #expect(agenda.takeDue(at: 100) == [name(1), name(2)])
        try agenda.take(
            [DueDialog(name: name(1), due: 10_000, token: ChangeToken(1))], wall: 0, now: 0, isImpatient: true,
            isWaiting: { _ in false }, isFixed: { (_, _) throws(StoreError) in false })
        #expect(agenda.takeDue(at: 0) == [name(1)])
    }

    /// A clock that was set back may have made the due time.
    @Test func aDueTimeFarAheadIsLookedAtOnceForEachChange() throws {
        var agenda = Agenda()
        let far = 2 * DialogRecord.clockSlack
        for (token, isLookedAt) in [(1, true), (1, false), (2, true)] {
            try list(&agenda, [DueDialog(name: name(1), due: far, token: ChangeToken(Int64(token)))])
            #expect(agenda.takeDue(at: 0) == (isLookedAt ? [name(1)] : []))
        }
    }

    @Test func aDialogThatWasSetAsideComesBackWithAChangeOrAFix() throws {
        var agenda = Agenda()
        let (old, new) = (1, 2)
        func due(_ token: Int) -> [DueDialog] { [DueDialog(name: name(1), due: 5, token: ChangeToken(Int64(token)))] }
        func setAside() throws {
            try list(&agenda, due(old))
            _ = agenda.takeDue(at: 5)
            agenda.setAside(name(1), .record(nil))
            try list(&agenda, due(old))
            #expect(agenda.isEmpty)
            #expect(!agenda.hasNews(due(old)))
        }
        try setAside()
        #expect(agenda.hasNews(due(new)))
        try list(&agenda, due(new))
        #expect(agenda.takeDue(at: 5) == [name(1)])
        try setAside()
        try list(&agenda, due(old), isFixed: true)
        #expect(agenda.takeDue(at: 5) == [name(1)])
        try setAside()
        agenda.wake([name(1)])
        #expect(agenda.takeDue(at: 6) == [name(1)])
    }

    @Test func aDialogThatWasNotListedIsNews() throws {
        var agenda = Agenda()
        let due = (1...2).map { DueDialog(name: name($0), due: 0, token: ChangeToken(1)) }
        try list(&agenda, [due[0]])
        #expect(agenda.hasNews(due))
        #expect(!agenda.hasNews([due[0]]))
    }
}

extension Agenda {
    /// Takes the dialogs that are due by a time off the agenda, those with the earliest time first.
    fileprivate mutating func takeDue(at time: Int64) -> [DialogName] {
        var names: [DialogName] = []
        while let name = takeNext(at: time) { names.append(name) }
        return names
    }
}
