import Courier
import FlatFileStore
import POSIX
import Record
import Store
import Testing

/// `--once --within`: a host gives the courier so much time, and freezes or ends it after that.
@Suite struct BudgetTests {
    private let budget: Int64 = 8_000

    @Test(arguments: Keeping.allCases) func itIsDoneInTimeWhateverLiveTexDoes(keeping: Keeping) throws {
        let world = try World(keeping)
        for lead in 1...20 { try world.says(Int64(lead), "a") }
        world.delay = { _ in 60_000 }
        #expect(try world.deliver(.once, within: budget))
        #expect(world.uptime == budget)
        #expect(world.calls.count == 8)
        // Of a call that was not made nothing is written down.
        let items = try (1...20).compactMap { try world.record($0)?.outbox.first }
        #expect(items.count { $0.delivery == Delivery() } == 12)
    }

    @Test(arguments: Keeping.allCases) func timeThatIsNotNeededIsNotTaken(keeping: Keeping) throws {
        let world = try World(keeping)
        for text in ["a", "b"] { try world.says(1, text) }
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a", "b"])
        #expect(world.uptime < 1_000)
        #expect(try world.pending().isEmpty)
    }

    /// LiveTex has it, and the answer is on its way when the time is up: it is asked, and nothing goes out again.
    @Test(arguments: Keeping.allCases) func whatIsCutOffArrivesOnce(keeping: Keeping) throws {
        let world = try World(keeping)
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

    /// It never came to LiveTex: asked twice, then sent again.
    @Test(arguments: Keeping.allCases) func whatIsCutOffAndLostIsSentAgain(keeping: Keeping) throws {
        let world = try World(keeping)
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
    @Test(arguments: Keeping.allCases) func nothingIsStartedInTheLastSecond(keeping: Keeping) throws {
        let world = try World(keeping)
        for number in 1...100 { try world.says(1, "\(number)") }
        world.latency = 300
        #expect(try world.deliver(.once, within: budget))
        #expect((7_000...7_300).contains(world.uptime), "\(world.uptime) ms")
        #expect(world.texts(1).count == 24)
        let record = try #require(try world.record(1))
        #expect(record.outbox.count == 76 && !record.outbox.contains { $0.delivery.isInDoubt })
    }

    /// The last answer of a run takes its dialog's mark away.
    @Test(arguments: Keeping.allCases) func noMarkIsLeftBehind(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        world.latency = 7_500
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a"])
        #expect(try world.pending().isEmpty)
    }

    /// A call that is always the last one under way is cut off in every run while others get through. That makes no
    /// poison of it: it has never been given its time.
    @Test(arguments: Keeping.allCases) func whatIsCutOffIsNoPoison(keeping: Keeping) throws {
        let world = try World(keeping)
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

    /// A refusal is one, also for a courier in a hurry.
    @Test(arguments: Keeping.allCases) func poisonIsPoison(keeping: Keeping) throws {
        let world = try World(keeping)
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

    /// Looking through a large store may take longer than the budget: what is known to wait goes first.
    @Test func afterARebootWhatWaitsGoesFirst() throws {
        let world = try World()
        for lead in 1...2 { try world.says(Int64(lead), "a") }
        try world.deliver()
        for lead in 1...2 { try world.says(Int64(lead), "b") }
        try FileSystem.remove("\(world.files.pending)/\(world.key(2).name)")
        try FileSystem.replace(world.files.scannedBoot, with: Array("an earlier boot\n".utf8))
        #expect(try world.deliver(.once, within: budget) == false)
        #expect(world.texts(1) == ["a", "b"] && world.texts(2) == ["a", "b"])
        #expect(world.calls.suffix(2).map(\.user) == ["49:1", "49:2"])
    }
}
