import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// A dead letter brings its call back once, whoever asks how often.
@Suite struct DeadLetterTests {
    private let directory: TemporaryDirectory
    private let store: FlatFileStore
    private let letters: DeadLetters
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let call = Call.liveTex(.sendText("hello"))

    init() throws {
        directory = try TemporaryDirectory()
        store = try FlatFileStore(StateDirectory(directory.path), compacts: true)
        letters = DeadLetters(store.directory)
    }

    private func requeue(_ id: String) throws {
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.requeue(call, letter: id, now: 1_000)
        }
    }

    /// Two people at once, or one after a death between the commit and the letter's removal.
    @Test func aLetterIsRequeuedOnce() throws {
        try requeue("a")
        try requeue("a")
        #expect(try store.load(key.name)?.outbox.count == 1)
        try requeue("b")
        #expect(try store.load(key.name)?.outbox.count == 2)
    }

    /// The letter that a death has left may be found after weeks.
    @Test func aRequeuedLetterIsRememberedForGood() throws {
        try requeue("a")
        let snapshot = try #require(try store.load(key.name)).snapshot(now: 1_000 + 100 * Receipt.lifetime)
        var content = ByteWriter()
        for entry in snapshot { entry.encode(into: &content) }
        var record = try DialogRecord(entries: content.output)
        try record.requeue(call, letter: "a", now: 1_000)
        #expect(record.outbox.count == 1)
    }

    /// Whoever gives a call up writes the letter first: as long as the call is in the outbox nothing is to be requeued.
    @Test func aLetterWhoseCallStillWaitsIsKnown() throws {
        try requeue("a")
        var record = try #require(try store.load(key.name))
        try letters.keep(try #require(record.item(1)), of: key, reason: "refused", isInDoubt: false, now: 1_000)
        let letter = try #require(try letters.list().first)
        #expect(letters.isWaiting(letter, in: record))
        record.withdraw(1)
        #expect(!letters.isWaiting(letter, in: record))
    }

    @Test func aLetterThatCannotBeReadHidesNoOther() throws {
        try letters.keepUnreadable(binding: "support", body: [1], reason: "no JSON", now: 1_000)
        try directory.write("", to: "dead-letters/bad.json")
        let listed = try letters.list()
        #expect(listed.map(\.id).first == "bad" && listed.count == 2)
        #expect(listed[0].problem?.description.contains("the dead letter bad cannot be read") == true)
        #expect(listed[1].problem == nil)
        #expect(letters.has("bad") && !letters.has("../dead-letters/bad") && !letters.has("none"))
    }

    @Test func aPauseThatCannotBeReadIsOne() throws {
        let pauses = PausedLanes(store.directory)
        try pauses.pause(PausedLanes.Pause(binding: "a", lane: .platform, reason: "401", time: 5))
        try directory.write("", to: "paused/b.livetex")
        let listed = try pauses.list()
        #expect(listed.map(\.binding) == ["a", "b"])
        #expect(listed.map { $0.problem == nil } == [true, false])
        try pauses.resume("b", .liveTex)
        #expect(!pauses.isPaused("b", .liveTex))
    }
}
