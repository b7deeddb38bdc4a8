import Record
import Store
import Testing

@testable import Courier

@Suite struct LanesTests {
    private let other = BindingLane(binding: "other", lane: .liveTex)
    private let platform = BindingLane(binding: "support", lane: .platform)

    @Test func aLaneIsFullAtItsCapacity() {
        var lanes = Lanes(capacity: 2)
        for _ in 1...2 {
            #expect(!lanes.isFull(liveTexLane))
            lanes.occupyPlace(liveTexLane)
        }
        #expect(lanes.isFull(liveTexLane) && !lanes.isFull(platform) && !lanes.isFull(other))
        lanes.freePlace(liveTexLane)
        #expect(!lanes.isFull(liveTexLane))
    }

    @Test func theLineIsServedInItsOrderWhenAPlaceIsFree() {
        var lanes = Lanes(capacity: 1)
        lanes.occupyPlace(liveTexLane)
        for dialog in [3, 1, 3, 2] { lanes.queue(name(dialog), for: liveTexLane) }
        #expect(lanes.next() == nil)
        #expect(lanes.isWaiting(name(3)) && !lanes.isWaiting(name(4)))
        #expect(lanes.waiting == [name(1), name(2), name(3)])
        for dialog in [3, 1, 2] {
            lanes.freePlace(liveTexLane)
            #expect(lanes.next() == name(dialog))
            lanes.occupyPlace(liveTexLane)
            #expect(lanes.next() == nil)
        }
        #expect(lanes.waiting.isEmpty)
    }

    /// A dialog that has nothing to do any more leaves its place to the next one.
    @Test func aPlaceThatIsNotTakenIsTheNextOnes() {
        var lanes = Lanes(capacity: 1)
        lanes.occupyPlace(liveTexLane)
        for dialog in 1...3 { lanes.queue(name(dialog), for: liveTexLane) }
        lanes.freePlace(liveTexLane)
        let names = (1...4).map { _ in lanes.next() }
        #expect(names == [name(1), name(2), name(3), nil])
        lanes.queue(name(1), for: liveTexLane)
        #expect(lanes.next() == name(1))
    }

    @Test func aDialogMayWaitForBothLanes() {
        var lanes = Lanes(capacity: 1)
        for lane in [liveTexLane, platform] {
            lanes.occupyPlace(lane)
            lanes.queue(name(1), for: lane)
        }
        lanes.freePlace(platform)
        #expect(lanes.next() == name(1))
        #expect(lanes.next() == nil)
        #expect(lanes.isWaiting(name(1)))
    }

    @Test func theStoresPausesReplaceTheKnownOnes() {
        var lanes = Lanes(capacity: 1)
        lanes.pause(platform)
        #expect(lanes.isPaused(platform) && !lanes.isPaused(liveTexLane))
        lanes.setPauses([Pause(binding: "other", lane: .liveTex, reason: "", time: 0)])
        #expect(lanes.isPaused(other) && !lanes.isPaused(platform))
    }

    @Test func throttlingEndsAtItsTimeAndWithAClockThatIsSetBack() {
        var lanes = Lanes(capacity: 1)
        let start = 2 * DialogRecord.clockSlack
        lanes.throttle(liveTexLane, until: start + 60_000, now: start)
        #expect(lanes.opens(liveTexLane, now: start) == start + 60_000)
        #expect(lanes.opens(liveTexLane, now: start - DialogRecord.clockSlack) == start + 60_000)
        #expect(lanes.opens(liveTexLane, now: start - DialogRecord.clockSlack - 1) == 0)
        #expect(lanes.opens(other, now: start) == 0)
    }

    @Test func theLastSuccessIsKnownByLane() {
        var lanes = Lanes(capacity: 1)
        lanes.noteSuccess(liveTexLane, now: 5)
        #expect(lanes.lastSuccess(liveTexLane) == 5 && lanes.lastSuccess(platform) == 0)
    }
}
