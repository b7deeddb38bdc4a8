import Courier
import FlatFileStore
import POSIX
import Record
import Store
import Testing

/// `--once --within`: a host gives the courier so much time, and freezes or ends it after that.
@Suite struct BudgetTests {
    private let budget: Int64 = 8_000

    @Test func itEndsInTimeWhenLiveTexDoesNotAnswer() throws {
        let world = try World()
        for lead in 1...20 { try world.says(Int64(lead), "a") }
        world.delay = { _ in 60_000 }
        #expect(try world.deliver(.once, within: budget))
        #expect(world.uptime == budget)
        #expect(world.calls.count == 8)
        // Nothing is stored about a call that was not made.
        let items = try (1...20).compactMap { try world.record($0)?.outbox.first }
        #expect(items.count { $0.delivery == Delivery() } == 12)
    }

    @Test func itEndsBeforeItsTimeWhenAllIsDelivered() throws {
        let world = try World()
        for text in ["a", "b"] { try world.says(1, text) }
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a", "b"])
        #expect(world.uptime < 1_000)
        #expect(try world.pending().isEmpty)
    }

    /// LiveTex has the call when the time is up: the next courier asks, and does not send it again.
    @Test func aCallThatIsCutOffArrivesOnce() throws {
        let world = try World()
        for text in ["a", "b"] { try world.says(1, text) }
        world.delay = { $0.body["text"] == "a" ? 60_000 : nil }
        #expect(try world.deliver(.once, within: budget))
        let item = try #require(try world.record(1)?.outbox.first)
        #expect(item.delivery.isInDoubt && item.delivery.attempts == 1)
        world.delay = { _ in nil }
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a", "b"])
        #expect(world.calls.map(\.method) == ["sendText", "getHistory", "sendText"])
    }

    /// LiveTex does not have the call: it is asked twice, then the call is sent again.
    @Test func aCallThatIsCutOffAndLostIsSentAgain() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { _ in .lose }
        world.delay = { _ in 60_000 }
        try world.deliver(.once, within: budget)
        (world.fate, world.delay) = ({ _ in .normal }, { _ in nil })
        #expect(try world.deliver(.once, within: budget))
        world.setClock(by: 5_000)
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a"])
        #expect(world.calls.map(\.method) == ["sendText", "getHistory", "getHistory", "sendText"])
    }

    /// With little time left a call would only end in doubt.
    @Test func noCallIsStartedInTheLastSecond() throws {
        let world = try World()
        for number in 1...100 { try world.says(1, "\(number)") }
        world.latency = 300
        #expect(try world.deliver(.once, within: budget))
        #expect((7_000...7_300).contains(world.uptime), "\(world.uptime) ms")
        #expect(world.texts(1).count == 24)
        let record = try #require(try world.record(1))
        #expect(record.outbox.count == 76 && !record.outbox.contains { $0.delivery.isInDoubt })
    }

    /// After the last answer of a run its dialog is not due any more.
    @Test func nothingIsDueAfterTheLastAnswer() throws {
        let world = try World()
        try world.says(1, "a")
        world.latency = 7_500
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a"])
        #expect(try world.pending().isEmpty)
    }

    /// A call that is the last one under way in every run is cut off while others get through. It is no poison: it never
    /// had its time.
    @Test func aCallThatIsCutOffIsNoPoison() throws {
        let world = try World()
        let start = world.time
        try world.says(1, "slow")
        world.delay = { $0.user == "49:1" ? 60_000 : nil }
        for lead in 2...60 {
            try world.says(Int64(lead), "fast")
            try world.deliver(.once, within: budget)
            world.at(World.minute - budget) { _ in }
            _ = world.wait(milliseconds: World.minute - budget, watching: nil)
        }
        #expect(world.time - start > 58 * World.minute)
        #expect((2...60).allSatisfy { world.texts($0) == ["fast"] })
        #expect(try world.deadLetters().isEmpty)
        #expect(try world.record(1)?.outbox.count == 1)
    }

    @Test func aCallThatFailsWhileOthersGetThroughIsPoison() throws {
        let world = try World()
        try world.says(1, "poison")
        world.fate = { $0.user == "49:1" ? .answer(500, ["success": false, "error_code": 7]) : .normal }
        // The other one gets through first.
        world.delay = { $0.user == "49:1" ? 100 : nil }
        for lead in 2...20 {
            try world.says(Int64(lead), "fine")
            try world.deliver(.once, within: budget)
            _ = world.wait(milliseconds: World.minute, watching: nil)
        }
        #expect(try world.deadLetters().count == 1)
    }
}
