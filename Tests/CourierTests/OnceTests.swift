import Courier
import FlatFileStore
import Record
import Store
import Testing

/// `--once`: every pending call gets one try without its wait, and none gets a second try after a failure.
@Suite struct OnceTests {
    @Test func everythingPendingIsTriedAlsoBeyondTheFreePlaces() throws {
        let world = try World()
        for lead in 1...100 {
            for text in ["a", "b", "c"] { try world.says(Int64(lead), text) }
            try world.answers(Int64(lead), id: "o\(lead)")
        }
        #expect(try world.deliver(.once) == false)
        for lead in 1...100 { #expect(world.texts(Int64(lead)) == ["a", "b", "c"]) }
        #expect(world.events.count == 100)
        #expect(try world.pending().isEmpty)
    }

    /// In any number of runs: LiveTex's history may lag, so it is asked twice with some seconds in between.
    @Test func aCallInDoubtIsNotSentAgainBeforeTheHistoryHadItsTime() throws {
        let world = try World()
        try world.says(1, "a")
        let start = world.time
        world.fate = { call in
            switch call.method {
            case "sendText": .loseAnswer
            case "getHistory" where call.time < start + 4_000: .answer(200, ["success": true, "messages": []])
            default: .normal
            }
        }
        for _ in 1...10 { #expect(try world.deliver(.once)) }
        #expect(world.calls("getHistory").count == 1)
        world.setClock(by: 5_000)
        #expect(try world.deliver(.once) == false)
        #expect(world.texts(1) == ["a"])
        #expect(try world.pending().isEmpty)
    }

    /// One failure after a long outage is not a quarter of an hour of failures while others get through.
    @Test func aFailureAfterAnOutageMakesNoDeadLetter() throws {
        let world = try World()
        for lead in 1...5 { try world.says(Int64(lead), "a") }
        world.fate = { _ in .answer(500, ["success": false, "error_code": 7]) }
        #expect(try world.deliver(.once))
        world.setClock(by: 16 * World.minute)
        world.fate = { $0.user == "49:5" ? .answer(500, ["success": false, "error_code": 7]) : .normal }
        #expect(try world.deliver(.once))
        #expect(try world.deadLetters().isEmpty)
        world.fate = { _ in .normal }
        #expect(try world.deliver(.once) == false)
        for lead in 1...5 { #expect(world.texts(Int64(lead)) == ["a"]) }
    }

    /// Also when it is tried first in every run, before others could get through, and when outages come between.
    @Test func aPoisonMessageBecomesADeadLetterOverManyRuns() throws {
        let world = try World()
        try world.says(1, "poison")
        try world.says(1, "after")
        var isDown = false
        world.fate = { call in
            isDown || call.body["text"] == "poison" ? .answer(500, ["success": false, "error_code": 7]) : .normal
        }
        func minutes(_ range: ClosedRange<Int>) throws {
            for minute in range {
                _ = world.wait(milliseconds: World.minute, watching: nil)
                try world.says(2, "m\(minute)")
                try world.deliver(.once)
            }
        }
        try minutes(1...10)
        isDown = true
        try minutes(11...40)
        isDown = false
        try minutes(41...54)
        #expect(try world.deadLetters().isEmpty)
        try minutes(55...60)
        #expect(try world.deadLetters().count == 1)
        try world.deliver(.once)
        #expect(world.texts(1) == ["after"])
        #expect(world.texts(2).count == 60)
    }

    @Test func aFailingCallIsTriedOnceARun() throws {
        let world = try World()
        for lead in 1...30 {
            try world.says(Int64(lead), "a")
            try world.answers(Int64(lead), id: "o\(lead)")
        }
        world.fate = { $0.method == "event" ? .normal : .answer(500, ["success": false, "error_code": 7]) }
        #expect(try world.deliver(.once))
        #expect(world.calls("sendText").count == 30)
        #expect(world.events.count == 30)
        // The next run does not wait.
        #expect(try world.deliver(.once))
        #expect(world.calls("sendText").count == 60)
        world.fate = { _ in .normal }
        #expect(try world.deliver(.once) == false)
        #expect(world.uptime < 5_000)
        #expect(try world.pending().isEmpty)
    }
}
