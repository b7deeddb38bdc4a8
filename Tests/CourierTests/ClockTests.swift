import Courier
import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Store
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
}
