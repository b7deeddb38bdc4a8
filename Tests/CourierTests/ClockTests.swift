import Courier
import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Store
import TestSupport
import Testing

/// A clock that jumps.
@Suite struct ClockTests {
    private let year = 365 * 24 * World.hour

    /// A wait of a minute must not become one of a year.
    @Test(arguments: [World.hour, 24 * World.hour, 365 * 24 * World.hour])
    func aClockThatGoesBackHoldsNothingUp(_ jump: Int64) throws {
        let world = try World()
        for lead in 1...3 { for text in ["a", "b"] { try world.says(Int64(lead), text) } }
        try world.answers(1, id: "o1")
        let end = world.time + 10 * World.minute
        world.fate = { $0.time < end && $0.time >= end - 10 * World.minute ? .refuseConnection : .normal }
        world.at(5 * World.minute) { world in
            world.setClock(by: -jump)
            world.fate = { _ in .normal }
        }
        try world.deliver()
        #expect(world.uptime < 16 * World.minute, "it took \(world.uptime / 1000) s")
        for lead in 1...3 { #expect(world.texts(Int64(lead)) == ["a", "b"]) }
        #expect(world.events == ["lt:support:message:o1"])
        #expect(try world.deadLetters().isEmpty)
    }

    /// The answer to a call of one lane is stored first after the jump; the wait of the other lane must follow too.
    @Test func aClockThatGoesBackWithAnAnswerDoesNotHoldUpTheOtherLane() throws {
        let world = try World()
        try world.answers(1, id: "o1")
        var isDown = true
        world.fate = { $0.method == "event" && isDown ? .refuseConnection : .normal }
        world.at(World.minute) { try $0.says(1, "a") }
        world.at(World.minute + world.latency) { world in
            world.setClock(by: -self.year)
            isDown = false
        }
        try world.deliver()
        #expect(world.uptime < 6 * World.minute, "it took \(world.uptime / 1000) s")
        #expect(world.events == ["lt:support:message:o1"])
        #expect(world.texts(1) == ["a"])
    }

    /// The first change after the jump moves what waits in the dialog.
    @Test(arguments: ["a webhook", "a requeued call", "a transfer told to be pending"])
    func theFirstChangeAfterTheJumpMovesTheRest(_ writer: String) throws {
        let world = try World()
        try world.answers(1, id: "o1")
        if writer.hasPrefix("a transfer") {
            try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        }
        // A retry that waits, as the courier leaves it when it is killed.
        try world.store.update(world.key(1), party: nil) { (record) throws(DamagedRecord) in
            try record.postpone(1, until: world.time + 300_000, isInDoubt: false)
        }
        world.setClock(by: -self.year)
        switch writer {
        case "a webhook": try world.says(1, "a")
        case "a requeued call":
            try world.store.update(world.key(1), party: nil) { record in
                record.requeue(.liveTex(.sendText("a")), now: world.time)
            }
        default:
            try world.store.update(world.key(1), party: nil) { (record) throws(DamagedRecord) in
                _ = try record.sayPending(request: "t", now: world.time)
            }
        }
        let item = try #require(try world.record(1)?.item(1))
        #expect(item.delivery.nextAttempt == world.time + 300_000)
    }

    @Test func aCallInDoubtSurvivesAClockThatGoesBack() throws {
        let world = try World()
        try world.says(1, "a")
        try world.says(1, "b")
        var lost = false
        world.fate = { call in
            if call.body["text"] == "b", !lost {
                lost = true
                return .loseAnswer
            }
            return .normal
        }
        world.at(50) { $0.setClock(by: -self.year) }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b"])
        #expect(world.calls.count < 10)
    }

    /// Also when LiveTex has not even answered whether it has the call.
    @Test func aQuestionThatWaitsFollowsAClockThatGoesBack() throws {
        let world = try World()
        try world.says(1, "a")
        try world.deliver()
        try world.says(1, "b")
        var isDown = true
        world.fate = { call in
            guard isDown else { return .normal }
            return call.method == "sendText" ? .loseAnswer : .answer(502)
        }
        world.at(20 * World.minute) { world in
            world.setClock(by: -18 * World.minute)
            isDown = false
        }
        try world.deliver()
        #expect(world.uptime < 26 * World.minute, "it took \(world.uptime / 1000) s")
        #expect(world.texts(1) == ["a", "b"])
    }

    @Test func aClockThatGoesForwardLosesNothing() throws {
        let world = try World()
        for text in ["a", "b", "c"] { try world.says(1, text) }
        var isDown = true
        world.fate = { _ in isDown ? .refuseConnection : .normal }
        world.at(5_000) { world in
            world.setClock(by: self.year)
            isDown = false
        }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b", "c"])
        #expect(try world.deadLetters().isEmpty)
    }

    /// A transfer without an answer ends after ten minutes by any clock.
    @Test func aDeadlineFollowsAClockThatGoesBack() throws {
        let world = try World()
        world.fate = { $0.method == "getDestinations" ? .answer(503) : .normal }
        try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        world.at(World.minute) { $0.setClock(by: -self.year) }
        try world.deliver()
        #expect(world.uptime < 12 * World.minute, "it took \(world.uptime / 1000) s")
        #expect(try world.record(1)?.dialog.phase == .bot)
    }

    // MARK: A clock that goes forward

    /// The clock was wrong when the calls were tried first, and is corrected during an outage.
    @Test(arguments: [World.hour, 24 * World.hour, 365 * 24 * World.hour])
    func aCorrectedClockMakesNoDeadLetters(_ jump: Int64) throws {
        let world = try World()
        for lead in 1...3 { for text in ["a", "b"] { try world.says(Int64(lead), text) } }
        try world.answers(1, id: "o1")
        world.at(500) { $0.setClock(by: -jump) }
        world.at(3_000) { $0.setClock(by: jump) }
        var isDown = true
        world.fate = { _ in isDown ? .refuseConnection : .normal }
        world.at(20 * World.minute) { _ in isDown = false }
        try world.deliver()
        for lead in 1...3 { #expect(world.texts(Int64(lead)) == ["a", "b"]) }
        #expect(world.events == ["lt:support:message:o1"])
        #expect(try world.deadLetters().isEmpty)
    }

    /// The same with a courier for each try, which cannot tell a jump from a long time without a courier.
    @Test func aCorrectedClockMakesNoDeadLettersOverManyRuns() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { _ in .refuseConnection }
        for _ in 1...3 {
            try world.deliver(.once)
            world.setClock(by: -self.year)
            try world.deliver(.once)
            world.setClock(by: self.year)
        }
        #expect(try world.deadLetters().isEmpty)
        world.fate = { _ in .normal }
        try world.deliver(.once)
        #expect(world.texts(1) == ["a"])
    }

    /// Others get through before and after the jump; that is not a quarter of an hour of failures.
    @Test(arguments: [Courier.Mode.once, .linger(2_000)]) func aJumpForwardMakesNoPoison(_ mode: Courier.Mode) throws {
        let world = try World()
        try world.says(1, "a")
        let failure = World.Fate.answer(500, ["success": false, "error_code": 7])
        let end = world.time + self.year + 2 * World.minute
        world.fate = { $0.user == "49:1" && $0.time < end ? failure : .normal }
        for step in 1...6 { world.at(Int64(step) * 10_000) { try $0.says(10 + Int64(step), "fine") } }
        world.at(30_000) { $0.setClock(by: self.year) }
        if mode == .once {
            for _ in 0..<30 where try !world.pending().isEmpty {
                try world.deliver(mode)
                _ = world.wait(milliseconds: 10_000, watching: nil)
            }
        } else {
            try world.deliver(mode)
        }
        #expect(world.texts(1) == ["a"])
        #expect(try world.deadLetters().isEmpty)
    }

    @Test func aRetryWaitsItsTimeByAnyClock() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { [unowned world] _ in
            world.calls.count > 1
                ? .normal : .answer(500, ["success": false, "error_code": 7], headers: ["retry-after": "600"])
        }
        world.at(World.minute) { $0.setClock(by: self.year) }
        var count = 0
        world.at(9 * World.minute) { count = $0.calls.count }
        try world.deliver()
        #expect(count == 1)
        #expect(world.texts(1) == ["a"])
        #expect((10 * World.minute...10 * World.minute + 5_000).contains(world.uptime), "\(world.uptime) ms")
    }

    @Test(arguments: [-5, 5, 60]) func patienceThatWasAskedForIsKeptByAnyClock(minutes: Int64) throws {
        let world = try World()
        for lead in 1...20 { try world.says(Int64(lead), "a") }
        var isOver = false
        world.fate = { _ in isOver ? .normal : .answer(429, headers: ["retry-after": "600"]) }
        world.at(World.minute) { $0.setClock(by: minutes * World.minute) }
        var count = 0
        world.at(9 * World.minute) { world in (count, isOver) = (world.calls.count, true) }
        try world.deliver()
        #expect(count == 8)
        for lead in 1...20 { #expect(world.texts(Int64(lead)) == ["a"]) }
        #expect(world.uptime < 11 * World.minute, "\(world.uptime) ms")
    }

    /// A transfer without an answer ends after ten minutes, not after nine.
    @Test(arguments: [-5, 1, 9, 60]) func aDeadlineIsKeptByAnyClock(minutes: Int64) throws {
        let world = try World()
        world.fate = { $0.method == "getDestinations" ? .answer(503) : .normal }
        try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        world.at(World.minute) { $0.setClock(by: minutes * World.minute) }
        var phase: Phase?
        world.at(10 * World.minute - 2_000) { phase = try $0.record(1)?.dialog.phase }
        try world.deliver()
        let isChecking = if case .checking = phase { true } else { false }
        #expect(isChecking, "it ended early")
        #expect(try world.record(1)?.dialog.phase == .bot)
        #expect(world.uptime < 10 * World.minute + 5_000, "\(world.uptime) ms")
    }

    /// Courier after courier: time passes, the clock is set, the machine boots again. A transfer that LiveTex does not answer
    /// ends when ten minutes have passed.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func aDeadlineIsKeptOverManyCouriers(seed: UInt64) throws {
        var random = Random(seed: seed)
        let world = try World()
        world.fate = { $0.method == "getDestinations" ? .answer(503) : .normal }
        try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        let start = world.uptime
        let slack = Int64(DialogRecord.readingSlack) + 1_000
        var steps: [String] = []
        while world.uptime - start < 11 * World.minute {
            switch random.below(6) {
            case 0: world.reboot()
            case 1: world.setClock(by: Int64(random.below(7_200_001)) - World.hour)
            case 2: world.setClock(by: Int64(random.below(7) - 3) * 24 * World.hour)
            default: _ = world.wait(milliseconds: Int64(random.below(100_001)), watching: nil)
            }
            steps.append("\(world.uptime - start) \(world.time)")
            try world.deliver(.once)
            let isOver = try world.record(1)?.dialog.phase == .bot
            let elapsed = world.uptime - start
            if elapsed < 10 * World.minute - slack { #expect(!isOver, "too early: \(steps)") }
            if elapsed > 10 * World.minute + slack { #expect(isOver, "too late: \(steps)") }
        }
        #expect(try world.deadLetters().isEmpty)
    }

    /// A courier stores what it has seen of the clock, also if it changes nothing else: the next boot does not tell.
    @Test func aLookAfterTheClockWasSetIsEnough() throws {
        let world = try World()
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "a test", time: world.time))
        try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        world.setClock(by: World.hour)
        try world.deliver(.once)
        world.reboot()
        try world.deliver(.once)
        #expect(try world.record(1)?.dialog.phase != .bot)
        #expect(world.calls.isEmpty)
    }

    /// Nothing tells a clock that was set from a machine that was off; then the wait is over.
    @Test func aClockThatWasSetBeforeABootCountsAsTime() throws {
        let world = try World()
        world.fate = { $0.method == "getDestinations" ? .answer(503) : .normal }
        try world.take(1, PlatformEvent(id: "t", party: world.party(1), kind: .transferRequest(attributes: nil)))
        world.setClock(by: World.hour)
        world.reboot()
        try world.deliver(.once)
        #expect(try world.record(1)?.dialog.phase == .bot)
    }
}
