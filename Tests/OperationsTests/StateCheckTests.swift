import Dialog
import JSON
import Operations
import Record
import Store
import Testing

@Suite struct StateCheckTests {
    private let stored = Stored()

    /// What is not fine or has a detail, as lines.
    private func findings(overdueSince: Int64? = nil, now: Int64 = 1_000) throws -> [String] {
        try StateCheck(stored.store, courierOverdueSince: overdueSince, now: now).run()
            .filter { !$0.isFine || !$0.detail.isEmpty }.map { $0.row.joined(separator: "  ") }
    }

    @Test func anEmptyStoreIsFine() throws {
        let results = try StateCheck(stored.store, courierOverdueSince: nil, now: 1_000).run()
        #expect(
            results.map(\.row) == [
                ["ok", "-", "a courier that is started works"], ["ok", "-", "no call waits too long"],
                ["ok", "-", "no lane is paused"], ["ok", "-", "there are no dead letters"],
                ["ok", "-", "all that is stored can be read"],
            ])
    }

    @Test(arguments: [(181_000, false), (181_001, true)] as [(Int64, Bool)])
    func aCallIsLateAfterThreeMinutes(now: Int64, isLate: Bool) throws {
        try stored.say("hello", now: 1_000)
        let late = ["FAIL  -  no call waits too long: one has been due for 3m: no courier runs, or it is too slow"]
        #expect(try findings(now: now) == (isLate ? late : []))
        // A call of a paused lane waits for a person.
        try stored.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: 2_000))
        #expect(
            try findings(now: now) == [
                "FAIL  support  the lane livetex is not paused: paused since 1970-01-01T00:00:02.000Z: 401"
            ])
    }

    @Test func aCourierThatDoesNotWorkIsNamed() throws {
        #expect(
            try findings(overdueSince: 500) == [
                "FAIL  -  a courier that is started works: one was started at 1970-01-01T00:00:00.500Z and does not "
                    + "work; the log has the command that shows why"
            ])
    }

    @Test func deadLettersAreANoteAndWhatCannotBeReadIsAFailure() throws {
        try stored.store.keep(DeadLetter(unreadable: [1], binding: "support", reason: "r", now: 1))
        #expect(try findings() == ["note  -  there are no dead letters: there are 1; see dead-letters list"])
        try stored.store.keep(DeadLetter(id: "bad", content: .null, problem: .unavailable("bad cannot be read")))
        try stored.store.pause(Pause(binding: "b", lane: .platform, problem: .unavailable("the pause cannot be read")))
        #expect(
            try findings().last
                == "FAIL  -  all that is stored can be read: bad cannot be read; the pause cannot be read")
    }
}
