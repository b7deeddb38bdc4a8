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
        let delivery = delivery { ($0.troubledSince, $0.lastFailure) = (since, 1_000_000 - 60_000) }
        #expect(
            OnceRun.judge(delivery, othersGetThrough: othersGetThrough, now: 1_000_000, RetryPolicy()) == judgement)
    }

    /// The clock was set forward, or no run tried the call for long.
    @Test func betweenTwoRunsOnlyTheLongestWaitCounts() {
        let hour: Int64 = 3_600_000
        func judge(troubledSince: Int64, lastFailure: Int64) -> OnceRun.Judgement {
            let delivery = delivery { ($0.troubledSince, $0.lastFailure) = (troubledSince, lastFailure) }
            return OnceRun.judge(delivery, othersGetThrough: true, now: 10 * hour, RetryPolicy())
        }
        let wait = RetryPolicy().ceiling
        #expect(judge(troubledSince: hour, lastFailure: hour) == .note(since: 10 * hour - wait))
        #expect(judge(troubledSince: hour, lastFailure: hour + 600_000) == .giveUp, "10 minutes and 5")
        #expect(judge(troubledSince: hour, lastFailure: hour + 599_999) == .note(since: 10 * hour - wait - 599_999))
    }
}
