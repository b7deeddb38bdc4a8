import Courier
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Store
import Testing

/// When the courier tries again, when it gives up, and when it waits for a person.
@Suite struct PatienceTests {
    private let failure = World.Fate.answer(500, ["success": false, "error_code": 7])

    @Test(arguments: Keeping.allCases) func aPoisonMessageBecomesADeadLetterAfterAQuarterOfAnHour(keeping: Keeping)
        throws
    {
        let world = try World(keeping)
        try world.says(1, "poison")
        try world.says(1, "after")
        for minute in 1...40 { world.at(Int64(minute) * World.minute) { try $0.says(2, "m\(minute)") } }
        world.fate = { $0.body["text"] == "poison" ? self.failure : .normal }
        let start = world.time
        while world.time < start + 41 * World.minute { try world.deliver(.linger(10 * World.minute)) }
        let letters = try world.deadLetters()
        #expect(letters.count == 1)
        let age = (letters.first?.content["time"]?.int ?? 0) - start
        // It is noticed at an attempt, and attempts are at most five minutes apart.
        #expect((15 * World.minute...21 * World.minute).contains(age), "\(age / 1000) s")
        #expect(world.texts(1) == ["after"])
        #expect(world.texts(2).count == 40)
    }

    /// Nobody ever learns whether a call arrived that is given up in doubt. The next one must not be taken for it.
    @Test(arguments: Keeping.allCases) func aCallGivenUpInDoubtDoesNotStandForTheNextOne(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "confirmed")
        try world.deliver()
        try world.says(1, "given up")
        var isDown = true
        world.fate = { [unowned world] call in
            if isDown { return call.method == "getHistory" ? self.failure : .loseAnswer }
            return call.body["text"] == "next" && world.calls.count { $0.body["text"] == "next" } == 1 ? .lose : .normal
        }
        try world.deliver()
        #expect(try world.deadLetters().map { $0.content["in_doubt"] } == [true])
        isDown = false
        try world.says(1, "next")
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "given up", "next"])
    }

    /// A dialog whose record was pruned begins its numbers anew.
    @Test(arguments: Keeping.allCases) func deadLettersOfADialogThatBeganAnewAreKeptApart(keeping: Keeping) throws {
        let world = try World(keeping)
        for round in 1...2 {
            try world.says(1, "refused \(round)")
            world.fate = { $0.method == "sendText" ? .answer(400, ["success": false, "error_code": 9]) : .normal }
            try world.deliver()
            let stored = try #require(try world.store.load(world.key(1).name))
            #expect(try world.store.prune(stored, quietSince: world.time))
            #expect(try world.deadLetters().map { $0.content["in_doubt"] } == Array(repeating: false, count: round))
        }
    }

    @Test(arguments: Keeping.allCases) func aCallIsTriedForADayAndNoLonger(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "lost")
        try world.says(1, "found")
        world.fate = { $0.body["text"] == "lost" ? self.failure : .normal }
        let start = world.time
        try world.deliver()
        let age = (try world.deadLetters().first?.content["time"]?.int ?? 0) - start
        #expect((24 * World.hour...24 * World.hour + 5 * World.minute).contains(age), "\(age / 1000) s")
        #expect(world.texts(1) == ["found"])
    }

    @Test(arguments: Keeping.allCases) func pausesGrowToFiveMinutes(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        let end = world.time + 2 * World.hour
        world.fate = { $0.time < end ? .refuseConnection : .normal }
        try world.deliver()
        let times = world.calls.map(\.time)
        let pauses = zip(times.dropFirst(), times).map { ($0 - $1 - world.latency) / 1000 }
        #expect(pauses.prefix(9) == [1, 2, 4, 8, 16, 32, 64, 128, 256])
        #expect(pauses.dropFirst(9).allSatisfy { $0 == 300 })
    }

    @Test(arguments: Keeping.allCases) func whoAsksForAPauseGetsIt(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        var isFirst = true
        world.fate = { _ in
            defer { isFirst = false }
            return isFirst
                ? .answer(500, ["success": false, "error_code": 7], headers: ["retry-after": "120"]) : .normal
        }
        try world.deliver()
        let times = world.calls.map(\.time)
        #expect(times.count == 2 && times[1] - times[0] >= 120_000)
    }

    /// Also while LiveTex is only asked about a call in doubt.
    @Test(arguments: [false, true], Keeping.allCases) func tooManyRequestsSlowTheWholeBindingDown(
        _ isInDoubt: Bool, keeping: Keeping
    ) throws {
        let world = try World(keeping, bindings: ["support", "other"])
        try world.says(1, "a")
        var isFirst = true
        world.fate = { [unowned world] call in
            if isInDoubt, call.method == "sendText", isFirst {
                isFirst = false
                return .lose
            }
            guard call.binding == "support", call.time < world.time + 1, call.user == "49:1",
                isInDoubt ? call.method == "getHistory" : isFirst
            else { return .normal }
            if isInDoubt, world.calls("getHistory").count > 1 { return .normal }
            isFirst = false
            return .answer(429, headers: ["retry-after": "60"])
        }
        let start = world.time
        for second in 5...30 {
            world.at(Int64(second) * 1000) {
                try $0.says(Int64(second), "s")
                try $0.says(Int64(second), "s", binding: "other")
            }
        }
        try world.deliver()
        let asked = try #require(world.calls.first { $0.method == (isInDoubt ? "getHistory" : "sendText") }?.time)
        let during = world.calls.filter { $0.time > asked && $0.time < asked + 60_000 }
        #expect(during.filter { $0.binding == "other" }.count == 26)
        #expect(during.allSatisfy { $0.binding == "other" })
        #expect(world.time > start + 60_000)
        for lead in 5...30 { #expect(world.texts(Int64(lead)).count == 2) }
    }

    @Test(arguments: Keeping.allCases) func anAccountWithoutHistoryIsServedAsOnVersion1_0(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        var isFirst = true
        world.fate = { call in
            if call.method == "getHistory" { return .answer(403, ["success": false, "error_code": 8]) }
            defer { isFirst = false }
            return isFirst ? .lose : .normal
        }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.calls.map(\.method) == ["sendText", "getHistory", "sendText"])
    }

    @Test(arguments: [401, 403], Keeping.allCases) func aRefusedTokenPausesThePlatformsSideOnly(
        _ status: Int, keeping: Keeping
    ) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        try world.answers(1, id: "o1")
        try world.answers(1, id: "o2")
        world.fate = { $0.method == "event" ? .answer(status) : .normal }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.calls("event").count == 1)
        #expect(try world.store.pauses().map { "\($0.binding) \($0.lane.rawValue)" } == ["support platform"])
        #expect(try world.deadLetters().isEmpty)
        try world.store.resume("support", .platform)
        world.fate = { _ in .normal }
        try world.deliver()
        #expect(world.events.count == 2)
    }

    @Test(arguments: Keeping.allCases) func aRefusedKeyPausesLiveTexsSide(keeping: Keeping) throws {
        let world = try World(keeping, bindings: ["support", "other"])
        try world.says(1, "a")
        try world.says(2, "b", binding: "other")
        world.fate = { $0.binding == "support" ? .answer(401, ["success": false, "error_code": 2]) : .normal }
        try world.deliver()
        #expect(world.texts(1).isEmpty && world.texts(2) == ["b"])
        #expect(try world.store.pauses().map(\.lane) == [.liveTex])
        #expect(try world.deadLetters().isEmpty)
    }

    @Test(arguments: [404, 410, 400], Keeping.allCases) func whatThePlatformWillNeverTakeIsADeadLetter(
        _ status: Int, keeping: Keeping
    ) throws {
        let world = try World(keeping)
        try world.answers(1, id: "o1")
        try world.answers(1, id: "o2")
        var isFirst = true
        world.fate = { _ in
            defer { isFirst = false }
            return isFirst ? .answer(status) : .normal
        }
        try world.deliver()
        #expect(try world.deadLetters().count == 1)
        #expect(world.events == ["lt:support:message:o2"])
    }

    /// Redirects are not followed. One that is there for an hour of maintenance must not empty the side.
    @Test(arguments: [301, 302, 303, 307, 308], Keeping.allCases) func aRedirectIsWaitedOut(
        _ status: Int, keeping: Keeping
    ) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        try world.answers(1, id: "o1")
        let end = world.time + World.hour
        world.fate = {
            $0.time < end ? .answer(status, headers: ["location": "https://elsewhere.example.com/"]) : .normal
        }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.events.count == 1)
        #expect(try world.deadLetters().isEmpty)
        // It says for sure that nothing was done, so nobody has to be asked.
        #expect(world.calls("getHistory").isEmpty)
    }

    /// The letter was written, and then the disk was full: the call stayed, and has arrived in the end.
    @Test(arguments: Keeping.allCases) func aLetterOfACallThatHasArrivedIsTakenBack(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        world.fate = { _ in self.failure }
        try world.deliver(.once)
        let item = try #require(try world.record(1)?.item(1))
        try world.store.keep(
            DeadLetter(item, of: world.key(1), reason: "refused", isInDoubt: false, now: world.time))
        world.fate = { _ in .normal }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(try world.deadLetters().isEmpty)
    }

    /// What is under way is finished, and what waits is left to a courier with the new secrets.
    @Test(arguments: Keeping.allCases) func newSecretsEndACourierThatStays(keeping: Keeping) throws {
        let world = try World(keeping)
        for lead in 1...20 { try world.says(Int64(lead), "a") }
        world.latency = 25_000
        var isReplaced = false
        world.at(20_000) { _ in isReplaced = true }
        try world.deliver(hasNewSecrets: { isReplaced })
        #expect(world.calls("sendText").count == 16)
        #expect(try world.pending().count == 4)
        world.latency = 30
        try world.deliver()
        for lead in 1...20 { #expect(world.texts(Int64(lead)) == ["a"]) }
    }

    /// Somebody takes a binding away for a moment, or brings a record back: a courier that stayed goes on by itself.
    @Test(arguments: ["binding", "record"]) func whatAPersonMendsGoesOn(_ what: String) throws {
        let world = try World(bindings: ["support", "other"])
        for text in ["a", "b", "c"] { try world.says(1, text) }
        try world.says(2, "b", binding: "other")
        let record = world.files.record(world.key(1).name)
        let path = what == "binding" ? world.directory("bundle/bindings/support.json") : record
        let sound = try FileSystem.read(path)
        var damaged = sound
        damaged[40] ^= 1
        if what == "binding" { try FileSystem.remove(path) } else { try FileSystem.replace(path, with: damaged) }
        let end = world.time + World.hour
        // Another binding's outage is what it stays for.
        world.fate = { $0.binding == "other" && $0.time < end ? .refuseConnection : .normal }
        world.at(World.minute) { _ in try FileSystem.replace(path, with: sound) }
        world.at(10 * World.minute) { #expect($0.texts(1) == ["a", "b", "c"]) }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b", "c"] && world.texts(2) == ["b"])
    }

    @Test(arguments: Keeping.allCases) func atMostEightCallsAreInFlightOnASide(keeping: Keeping) throws {
        let world = try World(keeping, bindings: ["support", "other"])
        for lead in 1...100 {
            try world.says(Int64(lead), "a")
            try world.answers(Int64(lead), id: "o\(lead)")
            try world.says(Int64(lead), "b", binding: "other")
        }
        try world.deliver()
        #expect(world.peaks == ["support livetex": 8, "support platform": 8, "other livetex": 8])
        #expect(world.events.count == 100)
        #expect(try world.pending().isEmpty)
        // A place that gets free is taken at once.
        #expect(world.uptime < 200 * world.latency / 8 + 5_000, "\(world.uptime) ms")
    }
}
