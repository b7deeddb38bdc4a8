import Courier
import Dialog
import JSON
import Record
import Store
import Testing

/// When the courier tries again, when it gives up, and when it waits for a person.
@Suite struct PatienceTests {
    /// An error inside LiveTex: the call was not handled and can be tried again.
    private let failure = World.Fate.answer(500, ["success": false, "error_code": 7])

    // MARK: Waits

    @Test func waitsDoubleUpToFiveMinutes() throws {
        let world = try World()
        try world.says(1, "a")
        let end = world.time + 2 * World.hour
        world.fate = { $0.time < end ? .refuseConnection : .normal }
        try world.deliver()
        let waits = zip(world.calls.dropFirst(), world.calls).map { ($0.time - $1.time - world.latency) / 1000 }
        #expect(waits.prefix(9) == [1, 2, 4, 8, 16, 32, 64, 128, 256])
        #expect(waits.count > 25)
        #expect(waits.dropFirst(9).allSatisfy { $0 == 300 })
        #expect(world.texts(1) == ["a"])
    }

    @Test func anAnswerThatAsksForAWaitGetsIt() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { [unowned world] _ in
            world.calls.count > 1
                ? .normal : .answer(500, ["success": false, "error_code": 7], headers: ["retry-after": "120"])
        }
        try world.deliver()
        let times = world.calls.map(\.time)
        try #require(times.count == 2)
        #expect(times[1] - times[0] == 120_000 + world.latency)
    }

    /// A redirect is not followed. One that is there for an hour of maintenance must not empty the lane.
    @Test(arguments: [301, 302, 303, 307, 308]) func aRedirectIsWaitedOut(_ status: Int) throws {
        let world = try World()
        try world.says(1, "a")
        try world.answers(1, id: "o1")
        let end = world.time + World.hour
        let redirect = World.Fate.answer(status, headers: ["location": "https://elsewhere.example.com/"])
        world.fate = { $0.time < end ? redirect : .normal }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.events.count == 1)
        #expect(try world.deadLetters().isEmpty)
        #expect(world.calls("getHistory").isEmpty, "a redirect says that the call was not handled")
    }

    // MARK: Too many requests

    @Test func tooManyRequestsSlowTheLaneOfTheBinding() throws {
        let world = try World(bindings: ["support", "other"])
        try world.says(1, "a")
        world.fate = { [unowned world] _ in
            world.calls.count == 1 ? .answer(429, headers: ["retry-after": "60"]) : .normal
        }
        try expectPatience(world, from: world.time)
    }

    /// Also when LiveTex is only asked about a call in doubt.
    @Test func tooManyQuestionsSlowTheLaneOfTheBinding() throws {
        let world = try World(bindings: ["support", "other"])
        try world.says(1, "a")
        world.fate = { [unowned world] call in
            switch (call.method, world.calls.count) {
            case ("sendText", 1): .lose
            case ("getHistory", 2): .answer(429, headers: ["retry-after": "60"])
            default: .normal
            }
        }
        // The question comes a second after the lost answer.
        try expectPatience(world, from: world.time + 1_000 + world.latency)
    }

    /// Lets other leads write while LiveTex wants patience for a minute: only their binding's lane waits.
    private func expectPatience(_ world: World, from start: Int64) throws {
        let others: ClosedRange<Int64> = 5...30
        for lead in others {
            world.at(lead * 1_000) {
                try $0.says(lead, "s")
                try $0.answers(lead, id: "o\(lead)")
                try $0.says(lead, "s", binding: "other")
            }
        }
        try world.deliver()
        let during = world.calls.filter { $0.time > start && $0.time < start + 60_000 }
        #expect(during.count { $0.binding == "other" } == others.count)
        #expect(during.count { $0.binding == "support" && $0.method == "event" } == others.count)
        #expect(during.count { $0.binding == "support" && $0.method != "event" } == 0)
        #expect(world.texts(1) == ["a"])
        for lead in others { #expect(world.texts(lead) == ["s", "s"]) }
    }

    // MARK: Dead letters

    /// How old the first dead letter's call was when it was given up, in milliseconds.
    private func age(_ world: World, since start: Int64) throws -> Int64 {
        try #require(try world.deadLetters().first?.content["time"]?.int) - start
    }

    @Test func aPoisonMessageBecomesADeadLetterAfterAQuarterOfAnHour() throws {
        let world = try World()
        try world.says(1, "poison")
        try world.says(1, "after")
        for minute in 1...40 { world.at(Int64(minute) * World.minute) { try $0.says(2, "m\(minute)") } }
        world.fate = { $0.body["text"] == "poison" ? self.failure : .normal }
        let start = world.time
        try world.deliver(.linger(10 * World.minute))
        #expect(try world.deadLetters().count == 1)
        // It is given up after an attempt, and attempts are at most five minutes apart.
        let age = try age(world, since: start)
        #expect((15 * World.minute...21 * World.minute).contains(age), "\(age / 1000) s")
        #expect(world.texts(1) == ["after"])
        #expect(world.texts(2).count == 40)
    }

    @Test func aCallIsTriedForADayAndNoLonger() throws {
        let world = try World()
        try world.says(1, "lost")
        try world.says(1, "found")
        let start = world.time
        // It gets through in the end, so that the test ends also if the call is never given up.
        world.fate = { $0.body["text"] == "lost" && $0.time < start + 30 * World.hour ? self.failure : .normal }
        try world.deliver()
        let age = try age(world, since: start)
        #expect((24 * World.hour...24 * World.hour + 5 * World.minute).contains(age), "\(age / 1000) s")
        #expect(world.texts(1) == ["found"])
    }

    @Test(arguments: [404, 410, 400]) func anEventThatThePlatformRefusesIsADeadLetterAtOnce(_ status: Int) throws {
        let world = try World()
        try world.answers(1, id: "o1")
        try world.answers(1, id: "o2")
        world.fate = { [unowned world] _ in world.calls.count == 1 ? .answer(status) : .normal }
        try world.deliver()
        #expect(try world.deadLetters().count == 1)
        #expect(world.calls.count == 2)
        #expect(world.events == ["lt:support:message:o2"])
    }

    /// Whether a call arrived that was given up in doubt is never known. It must not be taken for the next one, which has
    /// been lost.
    @Test func aCallThatWasGivenUpInDoubtIsNotTakenForTheNextOne() throws {
        let world = try World()
        try world.says(1, "confirmed")
        try world.deliver()
        try world.says(1, "given up")
        let end = world.time + 30 * World.hour
        world.fate = { $0.time > end ? .normal : $0.method == "getHistory" ? self.failure : .loseAnswer }
        try world.deliver()
        #expect(try world.deadLetters().map { $0.content["in_doubt"] } == [true])
        try world.says(1, "next")
        let tries = world.calls.count
        world.fate = { [unowned world] _ in world.calls.count == tries + 1 ? .lose : .normal }
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "given up", "next"])
    }

    /// A dialog whose record was pruned numbers its calls anew.
    @Test func deadLettersOfADialogThatBeganAnewAreKeptApart() throws {
        let world = try World()
        world.fate = { _ in .answer(400, ["success": false, "error_code": 9]) }
        for round in 1...2 {
            try world.says(1, "refused \(round)")
            try world.deliver()
            let stored = try #require(try world.store.load(world.key(1).name))
            #expect(try world.store.prune(stored, quietSince: world.time))
            #expect(try world.deadLetters().map { $0.content["in_doubt"] } == Array(repeating: false, count: round))
        }
    }

    /// The letter was written, and then the disk was full: the call stayed, and has arrived in the end.
    @Test func theLetterOfACallThatHasArrivedIsDropped() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { _ in self.failure }
        try world.deliver(.once)
        let item = try #require(try world.record(1)?.item(1))
        try world.store.keep(DeadLetter(item, of: world.key(1), reason: "refused", isInDoubt: false, now: world.time))
        world.fate = { _ in .normal }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(try world.deadLetters().isEmpty)
    }

    // MARK: Pauses

    @Test(arguments: [401, 403]) func aRefusedTokenPausesThePlatformsLane(_ status: Int) throws {
        let world = try World()
        try world.says(1, "a")
        try world.answers(1, id: "o1")
        try world.answers(1, id: "o2")
        try world.answers(2, id: "o3")
        // The token is accepted in the end, so that the test ends also if the lane is not paused.
        world.fate = { [unowned world] call in
            call.method == "event" && world.calls.count < 100 ? .answer(status) : .normal
        }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.calls("event").count == 2, "the two that were under way at the same time")
        #expect(try world.store.pauses().map { "\($0.binding) \($0.lane.rawValue)" } == ["support platform"])
        #expect(try world.deadLetters().isEmpty)
        world.fate = { _ in .normal }
        try world.deliver()
        #expect(world.events.isEmpty, "also the next courier waits for the person who ends the pause")
        try world.store.resume("support", .platform)
        try world.deliver()
        #expect(Set(world.events) == Set(["o1", "o2", "o3"].map { "lt:support:message:\($0)" }))
    }

    @Test func aRefusedKeyPausesLiveTexsLaneOfItsBinding() throws {
        let world = try World(bindings: ["support", "other"])
        for text in ["a1", "a2"] { try world.says(1, text) }
        for text in ["b1", "b2"] { try world.says(2, text, binding: "other") }
        world.fate = { [unowned world] call in
            call.binding == "support" && world.calls.count < 100
                ? .answer(401, ["success": false, "error_code": 2]) : .normal
        }
        try world.deliver()
        #expect(world.texts(1).isEmpty && world.texts(2) == ["b1", "b2"])
        #expect(world.calls.count { $0.binding == "support" } == 1)
        #expect(try world.store.pauses().map { "\($0.binding) \($0.lane.rawValue)" } == ["support livetex"])
        #expect(try world.deadLetters().isEmpty)
    }

    // MARK: Limits

    @Test func atMostEightCallsOfALaneAreInFlight() throws {
        let world = try World(bindings: ["support", "other"])
        for lead in 1...100 {
            try world.says(Int64(lead), "a")
            try world.answers(Int64(lead), id: "o\(lead)")
            try world.says(Int64(lead), "b", binding: "other")
        }
        try world.deliver()
        #expect(world.peaks == ["support livetex": 8, "support platform": 8, "other livetex": 8])
        #expect(world.events.count == 100)
        #expect(try world.pending().isEmpty)
        // A free place is filled at once.
        #expect(world.uptime < 200 * world.latency / 8 + 5_000, "\(world.uptime) ms")
    }
}
