import Record
import Testing

@testable import Courier

@Suite struct OnceRunTests {
    @Test func aLaneHasOneTry() {
        var run = OnceRun(patienceEnd: 0)
        run.noteTry(DialogLane(dialog: name(1), lane: .liveTex))
        #expect(run.wasTried(DialogLane(dialog: name(1), lane: .liveTex)))
        #expect(!run.wasTried(DialogLane(dialog: name(1), lane: .platform)))
    }

    @Test func anotherCourierIsAwaitedUntilThePatienceEnds() {
        var run = OnceRun(patienceEnd: 5_000)
        #expect(run.await(name(1), now: 4_999) == true)
        #expect(run.isAwaiting)
        run.endAwaiting(name(1))
        #expect(!run.isAwaiting)
        #expect(run.await(name(1), now: 5_000) == false)
        #expect(!run.isAwaiting)
    }

    @Test(arguments: [
        (0, false, OnceRun.Judgement.nothing), (0, true, .note(since: 1_000_000)), (1, false, .note(since: 0)),
        (100_001, true, .nothing), (100_000, true, .giveUp), (100_000, false, .note(since: 0)),
    ])
    func aCallIsGivenUpWhenItFailedWhileOthersGotThrough(
        since: Int64, othersGetThrough: Bool, judgement: OnceRun.Judgement
    ) {
        let delivery = delivery { $0.troubledSince = since }
        #expect(
            OnceRun.judge(delivery, othersGetThrough: othersGetThrough, now: 1_000_000, RetryPolicy()) == judgement)
    }
}
