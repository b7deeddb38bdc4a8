import Cryptography
import Dialog
import POSIX
import Record
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Store

/// Files of dead letters and pauses that cannot be read.
@Suite struct DeadLetterTests {
    private let directory: TemporaryDirectory
    private let store: FlatFileStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], compacts: true)
    }

    /// The letter that a crash has left may be found after weeks.
    @Test func aRequeuedLetterIsRememberedForGood() throws {
        let key = DialogKey(binding: "support", userID: "49:1")
        let call = Call.liveTex(.sendText("hello"))
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.requeue(call, letter: "a", now: 1_000)
        }
        let snapshot = try #require(try store.load(key.name)).record.snapshot(now: 1_000 + 100 * Receipt.lifetime)
        var content = ByteWriter()
        for entry in snapshot { entry.encode(into: &content) }
        var record = try DialogRecord(entries: content.output)
        try record.requeue(call, letter: "a", now: 1_000)
        #expect(record.outbox.count == 1)
    }

    @Test func aLetterThatCannotBeReadHidesNoOther() throws {
        try store.keep(DeadLetter(unreadable: [1], binding: "support", reason: "no JSON", now: 1_000))
        try directory.write("", to: "dead-letters/bad.json")
        let listed = try store.deadLetters()
        #expect(listed.map(\.id).first == "bad" && listed.count == 2)
        #expect(listed[0].problem?.description.contains("the dead letter bad cannot be read") == true)
        #expect(listed[1].problem == nil)
        #expect(throws: StoreError.self) { try store.deadLetter("bad") }
        #expect(try !store.dropDeadLetter("../dead-letters/bad"))
        #expect(try store.dropDeadLetter("bad"))
    }

    @Test func aPauseThatCannotBeReadIsOne() throws {
        try store.pause(Pause(binding: "a", lane: .platform, reason: "401", time: 5))
        try directory.write("", to: "paused/b.livetex")
        let listed = try store.pauses()
        #expect(listed.map(\.binding) == ["a", "b"])
        #expect(listed.map { $0.problem == nil } == [true, false])
        try store.resume("b", .liveTex)
        #expect(try store.pauses().map(\.binding) == ["a"])
    }
}
