import Cryptography
import Dialog
import TestSupport
import Testing

@testable import Record
@testable import Store

/// The times of a record after the machine's clock was set.
@Suite struct RecordClockTests {
    private static let hour: Int64 = 3_600_000
    private let clock = SetClock()
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1, channel: "telegram")
    private let rules = DialogRules(binding: "support", botHeader: "", leadHeader: "")

    @discardableResult
    private func happen(_ kind: PlatformEvent.Kind, _ id: String, _ store: InMemoryStore) throws -> Acceptance {
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(
                PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), rules, now: clock.wall())
        }
    }

    private func record(_ store: InMemoryStore) throws -> DialogRecord { try #require(try store.load(key.name)).record }

    /// Whatever happens to the clock, a retry and a deadline are as far away as they were, less the time that passed.
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func waitsGoByTheTimeThatPasses(seed: UInt64) throws {
        var random = Random(seed: seed)
        let store = InMemoryStore(clock: clock)
        try happen(.transferRequest(attributes: nil), "t", store)
        try happen(.message(.lead, Message(text: "a")), "a", store)
        let retry = Self.hour
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.postpone(item.number, until: clock.wall() + retry, isInDoubt: true) }
            record.noteTime(clock.wall())
        }
        let deadline = try #require(try record(store).dialog.deadline) - clock.wall()
        let start = clock.monotonic()
        for _ in 0..<30 {
            switch random.below(7) {
            case 0: clock.boot = (clock.boot ?? 0) + 1
            case 1: clock.time += Int64(random.below(14_400_001)) - 2 * Self.hour
            case 2: clock.time += Int64(random.below(801) - 400) * 24 * Self.hour
            case 3: clock.time += Int64(random.below(8_001)) - 4_000
            default: clock.sleep(Int64(random.below(3_600_001)))
            }
            // A program that looks, or a webhook.
            if random.below(2) == 0 {
                try happen(.message(.lead, Message(text: "b")), "\(random.next())", store)
            } else {
                try store.update(key, party: nil) { $0.noteTime(clock.wall()) }
            }
            let record = try record(store)
            let passed = clock.monotonic() - start
            // A step that was too small is not known any more after another boot.
            let slack = Int64(DialogRecord.readingSlack) * Int64(clock.boot ?? 1)
            let left = try #require(record.dialog.deadline) - clock.wall()
            #expect(abs(left - (deadline - passed)) <= slack)
            for item in record.outbox where item.delivery.nextAttempt > 0 {
                #expect(abs(item.delivery.nextAttempt - clock.wall() - (retry - passed)) <= slack)
            }
        }
    }

    /// A step that is too small to be followed stays known, so ten of them are.
    @Test func smallStepsDoNotAddUp() throws {
        let store = InMemoryStore(clock: clock)
        try happen(.transferRequest(attributes: nil), "t", store)
        for number in 1...10 {
            clock.time += 4_000
            try happen(.message(.lead, Message(text: "a")), "\(number)", store)
        }
        let left = try #require(try record(store).dialog.deadline) - clock.wall()
        #expect(left >= Check.lifetime - Int64(DialogRecord.readingSlack))
    }

    /// A call that may go out at once, or was never tried, stays so.
    @Test(arguments: [1, -1] as [Int64]) func timesThatAreNoneStayNone(direction: Int64) throws {
        let store = InMemoryStore(clock: clock)
        try happen(.message(.lead, Message(text: "a")), "a", store)
        clock.time += direction * 48 * Self.hour
        let item = try #require(try record(store).outbox.first)
        #expect(item.notBefore == 0 && item.delivery == Delivery())
        #expect(try record(store).changed == clock.wall())
    }

    /// A repeated webhook has one effect although the clock was set forward: by the same boot, after another one, and where
    /// the boot is not known.
    @Test(arguments: [1, 2, nil] as [UInt64?]) func aClockThatIsSetForwardForgetsNoReceipt(boot: UInt64?) throws {
        let store = InMemoryStore(clock: clock)
        if boot == nil { clock.boot = nil }
        try happen(.message(.lead, Message(text: "a")), "a", store)
        clock.boot = boot
        clock.time += 400 * 24 * Self.hour
        for id in ["b", "c"] { try happen(.message(.lead, Message(text: "b")), id, store) }
        #expect(try happen(.message(.lead, Message(text: "a")), "a", store) == .handled(.accepted, isDuplicate: true))
        clock.time -= 400 * 24 * Self.hour
        for id in ["a", "b", "c"] {
            let isKnown =
                try happen(.message(.lead, Message(text: "b")), id, store) == .handled(.accepted, isDuplicate: true)
            #expect(isKnown, "\(id)")
        }
    }

    /// Two days are two days, also after the clock was set.
    @Test(arguments: [0, 5, -5] as [Int64]) func aReceiptLivesForItsTime(days: Int64) throws {
        let store = InMemoryStore(clock: clock)
        try happen(.message(.lead, Message(text: "a")), "a", store)
        clock.time += days * 24 * Self.hour
        try happen(.message(.lead, Message(text: "b")), "b", store)
        clock.sleep(Receipt.lifetime - 1_000)
        try happen(.message(.lead, Message(text: "c")), "c", store)
        #expect(try happen(.message(.lead, Message(text: "a")), "a", store) == .handled(.accepted, isDuplicate: true))
        clock.sleep(1_000)
        try happen(.message(.lead, Message(text: "d")), "d", store)
        #expect(try happen(.message(.lead, Message(text: "a")), "a", store) == .handled(.accepted, isDuplicate: false))
    }

    /// What a history has mirrored is remembered like an event, whatever was done to the clock.
    @Test(arguments: [0, 5, -5] as [Int64]) func aHistoryIsKnownForItsTime(days: Int64) throws {
        let store = InMemoryStore(clock: clock)
        let history = [PastMessage(speaker: .lead, message: Message(text: "past"))]
        func request(_ id: String) throws {
            try happen(.transferRequest(attributes: nil, history: history), id, store)
            try happen(.transferCancel(.bot), "\(id)-cancel", store)
        }
        func count() throws -> Int {
            try record(store).outbox.count { try $0.call().call == .liveTex(.sendText("past")) }
        }
        try happen(.message(.lead, Message(text: "a")), "a", store)
        clock.time += days * 24 * Self.hour
        try request("r1")
        clock.sleep(Receipt.lifetime - 1_000)
        try request("r2")
        #expect(try count() == 1)
        clock.sleep(1_000)
        try happen(.message(.lead, Message(text: "b")), "b", store)
        try request("r3")
        #expect(try count() == 2)
    }

    /// A record of an earlier release has no clock, whatever else is in its marks.
    @Test(arguments: 0...3) func anOldRecordIsRead(unidentified: Int) throws {
        var marks = Marks(
            liveTexTime: 5, lastMessageID: "m", unidentified: [], nextCall: 7, changed: 8, clock: RecordClock())
        for number in 0..<unidentified {
            marks.unidentified.append(MessageWords(digest: Digest128(high: UInt64(number), low: 9)))
        }
        #expect(try read(marks) == marks)
        marks.clock = RecordClock(bootTime: BootTime(boot: .max, time: -3), ahead: 4)
        #expect(try read(marks) == marks)
        marks.clock = RecordClock(bootTime: nil, ahead: -4)
        #expect(try read(marks) == marks)
        marks.clock = RecordClock()
        #expect(length(marks) == 5 + 3 * 8 + 5 + unidentified * 16)
    }

    private func encode(_ marks: Marks) -> [UInt8] {
        var writer = ByteWriter()
        Entry.marks(marks).encode(into: &writer)
        return writer.output
    }

    private func length(_ marks: Marks) -> Int { encode(marks).count }

    private func read(_ marks: Marks) throws -> Marks? {
        var reader = ByteReader(encode(marks)[...])
        guard case .marks(let marks) = try Entry.decode(&reader) else { return nil }
        return marks
    }
}

/// A clock that a test sets.
private final class SetClock: TimeSource, @unchecked Sendable {
    var time: Int64 = 1_760_000_000_000
    var boot: UInt64? = 1
    private var uptime: Int64 = 0

    func wall() -> Int64 { time }
    func monotonic() -> Int64 { uptime }
    func bootTime() -> BootTime? { boot.map { BootTime(boot: $0, time: time - uptime) } }
    func sleep(_ milliseconds: Int64) {
        time += milliseconds
        uptime += milliseconds
    }
}
