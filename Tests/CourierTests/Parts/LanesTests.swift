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
        #expect(lanes.next(at: 0) == nil)
        #expect(lanes.isWaiting(name(3)) && !lanes.isWaiting(name(4)))
        #expect(lanes.waiting == [name(1), name(2), name(3)])
        for dialog in [3, 1, 2] {
            lanes.freePlace(liveTexLane)
            #expect(lanes.next(at: 0) == name(dialog))
            lanes.occupyPlace(liveTexLane)
            #expect(lanes.next(at: 0) == nil)
        }
        #expect(lanes.waiting.isEmpty)
    }

    /// A dialog that has nothing to do any more leaves its place to the next one.
    @Test func aPlaceThatIsNotTakenIsTheNextOnes() {
        var lanes = Lanes(capacity: 1)
        lanes.occupyPlace(liveTexLane)
        for dialog in 1...3 { lanes.queue(name(dialog), for: liveTexLane) }
        lanes.freePlace(liveTexLane)
        let names = (1...4).map { _ in lanes.next(at: 0) }
        #expect(names == [name(1), name(2), name(3), nil])
        lanes.queue(name(1), for: liveTexLane)
        #expect(lanes.next(at: 0) == name(1))
    }

    @Test func aDialogMayWaitForBothLanes() {
        var lanes = Lanes(capacity: 1)
        for lane in [liveTexLane, platform] {
            lanes.occupyPlace(lane)
            lanes.queue(name(1), for: lane)
        }
        lanes.freePlace(platform)
        #expect(lanes.next(at: 0) == name(1))
        #expect(lanes.next(at: 0) == nil)
        #expect(lanes.isWaiting(name(1)))
    }

    @Test func theStoresPausesReplaceTheKnownOnes() {
        var lanes = Lanes(capacity: 1)
        lanes.pause(platform)
        #expect(lanes.isPaused(platform) && !lanes.isPaused(liveTexLane))
        lanes.setPauses([Pause(binding: "other", lane: .liveTex, reason: "", time: 0)])
        #expect(lanes.isPaused(other) && !lanes.isPaused(platform))
    }

    /// Nobody reads the dialogs of a paused lane before it is resumed.
    @Test func theLineOfAPausedLaneWaits() {
        var lanes = Lanes(capacity: 1)
        let pause = Pause(binding: "support", lane: .liveTex, reason: "", time: 0)
        lanes.setPauses([pause])
        for dialog in 1...2 { lanes.queue(name(dialog), for: liveTexLane) }
        lanes.queue(name(3), for: platform)
        #expect(lanes.next(at: 0) == name(3))
        lanes.setPauses([pause])
        #expect(lanes.next(at: .max) == nil)
        #expect(lanes.isWaiting(name(1)) && lanes.waiting.isEmpty && !lanes.isAwaited)
        lanes.setPauses([])
        #expect(lanes.isAwaited)
        let names = (1...3).map { _ in lanes.next(at: 0) }
        #expect(names == [name(1), name(2), nil])
    }

    @Test func theLineOfAThrottledLaneWaitsForItsTime() {
        var lanes = Lanes(capacity: 1)
        lanes.throttle(liveTexLane, until: 60_000)
        #expect(lanes.isThrottled(liveTexLane, at: 59_999) && !lanes.isThrottled(liveTexLane, at: 60_000))
        #expect(!lanes.isThrottled(other, at: 0))
        #expect(lanes.nextOpening == nil)
        for dialog in 1...2 { lanes.queue(name(dialog), for: liveTexLane) }
        #expect(lanes.nextOpening == 60_000 && lanes.isAwaited)
        #expect(lanes.next(at: 59_999) == nil)
        lanes.throttle(liveTexLane, until: 90_000)
        #expect(lanes.next(at: 60_000) == nil)
        let names = (1...3).map { _ in lanes.next(at: 90_000) }
        #expect(names == [name(1), name(2), nil])
        #expect(lanes.nextOpening == nil && !lanes.isAwaited)
    }

    @Test func theLastSuccessIsKnownByLane() {
        var lanes = Lanes(capacity: 1)
        lanes.noteSuccess(liveTexLane, at: 5)
        #expect(lanes.lastSuccess(liveTexLane) == 5 && lanes.lastSuccess(platform) == nil)
    }
}
