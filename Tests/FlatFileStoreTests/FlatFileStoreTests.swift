import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// The store on a real file system: whole commits, torn writes, other writers, marks.
@Suite struct FlatFileStoreTests {
    private let directory: TemporaryDirectory
    private let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1, channel: "telegram", name: "Иван")

    init() throws { directory = try TemporaryDirectory() }

    private func makeStore(compacts: Bool = false) throws -> FlatFileStore {
        try FlatFileStore(
            StateDirectory(directory.path), allowing: [.tmpfs], compacts: compacts, clock: StandingClock())
    }

    @discardableResult
    private func say(_ text: String, id: String, _ store: FlatFileStore, now: Int64 = 1_000) throws -> Acceptance {
        let event = PlatformEvent(id: id, party: party, kind: .message(.lead, Message(text: text)))
        return try store.update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(event, body: Digest128(of: text), rules, now: now)
        }
    }

    private var recordPath: String { StateDirectory(directory.path).record(key.name) }

    private func texts(_ record: DialogRecord?) throws -> [String] {
        try (record?.outbox ?? []).map { item in
            guard case .liveTex(.sendText(let text)) = try item.call().call else { return "?" }
            return text
        }
    }

    @Test func readsBackWhatWasCommitted() throws {
        let store = try makeStore()
        #expect(try store.load(key.name)?.record == nil)
        for number in 1...3 { try say("m\(number)", id: "e\(number)", store) }
        let record = try makeStore().load(key.name)?.record
        #expect(try texts(record) == ["L\nm1", "L\nm2", "L\nm3"])
        #expect(record?.dialog.party == party)
        #expect(try say("m2", id: "e2", store) == .handled(.accepted, isDuplicate: true))
        #expect(try say("other", id: "e2", store) == .conflict)
    }

    /// A file system may keep any time, and a mark's time is only a hint.
    @Test(arguments: [Int.min, -1, Int.max]) func aMarkMayHaveAnyTime(seconds: Int) throws {
        let directory = try TemporaryDirectory(isVolatile: true)
        let store = try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], clock: StandingClock())
        let mark = try OpenFile(directory("pending/\(key.name)"), O_WRONLY | O_CREAT)
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        #expect(futimens(mark.descriptor, [time, time]) == 0)
        #expect(try store.due(until: .max, limit: 10).map(\.name) == [key.name])
    }

    /// A crash may leave any beginning of the last append. Everything before it must be there, and the next commit too.
    @Test func survivesARecordCutAtEveryByte() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        let before = try FileSystem.read(recordPath)
        try say("second", id: "e2", store)
        let whole = try FileSystem.read(recordPath)
        for length in 0..<whole.count {
            try FileSystem.replace(recordPath, with: Array(whole.prefix(length)))
            let record = try store.load(key.name)?.record
            #expect(try texts(record) == (length < before.count ? [] : ["L\nfirst"]), "cut at \(length)")
            try say("again", id: "e2", store)
            #expect(try texts(store.load(key.name)?.record).last == "L\nagain", "cut at \(length)")
        }
    }

    /// A file system may have grown the file before it wrote the content.
    @Test func takesATailOfZerosForATornWrite() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        try FileSystem.replace(recordPath, with: FileSystem.read(recordPath) + [UInt8](repeating: 0, count: 300))
        #expect(try texts(store.load(key.name)?.record) == ["L\nfirst"])
    }

    /// Damage with commits after it is no torn write: what was acknowledged must not vanish in silence.
    @Test func reportsDamageInTheMiddle() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        let first = try FileSystem.read(recordPath)
        try say("second", id: "e2", store)
        try say("third", id: "e3", store)
        var file = try FileSystem.read(recordPath)
        file[first.count + Frame.headerSize + 3] ^= 1
        try FileSystem.replace(recordPath, with: file)
        let error = #expect(throws: StoreError.self) { try store.load(key.name) }
        #expect(error?.description.contains("damaged at byte \(first.count)") == true)
    }

    @Test func aDamagedByteNeverGivesAnotherRecord() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        try say("second", id: "e2", store)
        let whole = try FileSystem.read(recordPath)
        for offset in whole.indices {
            var file = whole
            file[offset] ^= 0x40
            try FileSystem.replace(recordPath, with: file)
            do {
                let texts = try texts(store.load(key.name)?.record)
                #expect([[], ["L\nfirst"], ["L\nfirst", "L\nsecond"]].contains(texts), "byte \(offset)")
            } catch is StoreError {}
        }
    }

    /// What was acknowledged must not vanish in silence, whichever bit has flipped: not in the only commit of a record and
    /// not in the first or last of several.
    @Test(arguments: 1...3) func aFlippedBitIsDamage(commits: Int) throws {
        let store = try makeStore()
        for number in 1...commits { try say("m\(number)", id: "e\(number)", store) }
        let whole = try FileSystem.read(recordPath)
        for offset in whole.indices {
            for bit in 0..<8 {
                var file = whole
                file[offset] ^= 1 << bit
                #expect(throws: DamagedRecord.self, "bit \(bit) of byte \(offset)") { try DialogRecord(file: file) }
            }
        }
    }

    @Test func nothingIsWrittenOverDamage() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        for offset in [0, 3, 5, 13, 30] {
            var file = try FileSystem.read(recordPath)
            file[offset] ^= 1
            try FileSystem.replace(recordPath, with: file)
            #expect(throws: StoreError.self, "byte \(offset)") { try store.load(key.name) }
            #expect(throws: StoreError.self, "byte \(offset)") { try say("second", id: "e2", store) }
            #expect(try FileSystem.read(recordPath) == file, "byte \(offset)")
            file[offset] ^= 1
            try FileSystem.replace(recordPath, with: file)
        }
        #expect(try store.tornRecords().isEmpty)
    }

    /// Nothing tells a torn first commit from a file that has lost its end: the bytes are kept for whoever knows.
    @Test func whatMayBeATornFirstCommitIsKeptAside() throws {
        let store = try makeStore()
        try say("first", id: "e1", store)
        let whole = try FileSystem.read(recordPath)
        let zeros = [UInt8](repeating: 0, count: whole.count)
        for (number, torn) in [Array(whole.prefix(50)), zeros, Array(whole.prefix(7))].enumerated() {
            try FileSystem.replace(recordPath, with: torn)
            #expect(try store.load(key.name)?.record == nil)
            try say("again", id: "e2", store)
            #expect(try texts(store.load(key.name)?.record) == ["L\nagain"])
            let path = "\(recordPath).torn\(number == 0 ? "" : ".\(number + 1)")"
            #expect(try FileSystem.read(path) == torn)
            #expect(try store.tornRecords().count == number + 1)
        }
        #expect(try store.names() == [key.name])
        // A crash before the first byte has left nothing to keep.
        try FileSystem.replace(recordPath, with: [])
        try say("again", id: "e2", store)
        #expect(try store.tornRecords().count == 3)
    }

    /// Backups, network file systems and people leave files anywhere.
    @Test func whatIsNoDialogIsSkipped() throws {
        let store = try makeStore()
        try say("m", id: "e", store)
        let dialogs = "\(directory.path)/dialogs"
        let shard = FileSystem.directory(of: recordPath)
        let twin = "\(shard)/\(DialogKey(binding: "other", userID: "1").name)"
        for stray in ["\(dialogs)/README", "\(dialogs)/.nfs0001", "\(dialogs)/zz", "\(shard)/README", twin] {
            try FileSystem.replace(stray, with: [])
        }
        #expect(try store.names() == [key.name])
    }

    @Test func marksWhatIsPendingAndWhen() throws {
        let store = try makeStore()
        try say("m", id: "e", store)
        #expect(try store.due(until: .max, limit: .max).map(\.name) == [key.name])
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.postpone(1, until: 123_456, isInDoubt: false)
        }
        #expect(try store.due(until: .max, limit: .max).map(\.due) == [123_456])
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            let call = try require(throwing: DamagedRecord("no call"), record.item(1)).call()
            try record.finish(call, .delivered(messageID: "a", timestamp: 5), rules, now: 1_000)
        }
        #expect(try store.due(until: .max, limit: .max).isEmpty)
        #expect(try store.load(key.name)?.record.dialog.lastMessageID == "a")
    }

    /// A machine without a battery starts in 1970. A mark cannot be older than that.
    @Test func aDeadlineIsNeverBefore1970() throws {
        let store = try makeStore()
        let patient = DialogRules(binding: "support", botHeader: "B", leadHeader: "L", waitingTimeout: 60_000)
        func happen(_ kind: PlatformEvent.Kind, _ id: String, now: Int64) throws {
            _ = try store.update(key, party: party) { (record) throws(DamagedRecord) in
                try record.accept(
                    PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), patient, now: now)
            }
        }
        try happen(.transferRequest(attributes: nil), "a", now: 1_700_000_000_000)
        try happen(.message(.lead, Message(text: "x")), "b", now: 1_700_003_600_000)
        try happen(.message(.lead, Message(text: "y")), "c", now: 30_123)
        #expect(try store.due(until: .max, limit: .max).map(\.due) == [0])
    }

    @Test func aLostMarkIsRenewed() throws {
        let store = try makeStore()
        try say("m", id: "e", store)
        try FileSystem.remove("\(directory.path)/pending/\(key.name)")
        try store.refreshDue(key.name)
        #expect(try store.due(until: .max, limit: .max).map(\.name) == [key.name])
    }

    @Test func compactionKeepsWhatCounts() throws {
        let store = try makeStore(compacts: true)
        for number in 1...400 {
            try say("m\(number)", id: "e\(number)", store, now: Receipt.lifetime + Int64(number))
            try store.update(key, party: nil) { (record) throws(DamagedRecord) in
                let call = try require(throwing: DamagedRecord("no call"), record.outbox.first).call()
                try record.begin(call.number, rules, now: 1_000)
                try record.finish(call, .delivered(messageID: "m\(number)"), rules, now: 1_000)
            }
        }
        try say("last", id: "last", store)
        let size = try FileSystem.read(recordPath).count
        #expect(size < 100_000, "\(size) bytes for 400 receipts and one call")
        let record = try #require(try store.load(key.name)).record
        #expect(try texts(record) == ["L\nlast"])
        #expect(record.dialog.lastMessageID == "m400")
        #expect(record.outbox.first?.number == 401)
        #expect(try say("m7", id: "e7", store) == .handled(.accepted, isDuplicate: true))
    }

    /// Where the boot is not known, marks may be lost at any time: each courier looks for them.
    @Test func lostMarksAreFoundWithoutABoot() throws {
        var store = try makeStore(compacts: true)
        try say("m", id: "e", store)
        func recover() throws -> Bool {
            try FileSystem.remove("\(directory.path)/pending/\(key.name)")
            let wasNecessary = try store.recoverDue(while: { true }, report: { error, _ in Issue.record("\(error)") })
            #expect(try store.due(until: .max, limit: .max).isEmpty == !wasNecessary)
            return wasNecessary
        }
        store.boot = { Array("one".utf8) }
        #expect(try recover())
        #expect(try !recover())
        store.boot = { nil }
        #expect(try recover())
        #expect(try recover())
        store.boot = { Array("one".utf8) }
        #expect(try recover(), "the boot may have been another one meanwhile")
        store.boot = { Array("two".utf8) }
        #expect(try recover())
    }

    @Test func namesWhatIsMissing() throws {
        let error = #expect(throws: StoreError.self) { try FlatFileStore(StateDirectory("/nowhere/at/all")) }
        #expect(
            error?.description
                == "the state directory /nowhere/at/all is missing; make it with: mkdir -m 700 /nowhere/at/all")
    }
}

/// `#require` inside a change, whose errors are the store's own.
private func require<Value>(throwing error: DamagedRecord, _ value: Value?) throws(DamagedRecord) -> Value {
    guard let value else { throw error }
    return value
}

/// A clock that shows the same time for ever.
struct StandingClock: TimeSource {
    func wall() -> Int64 { 1_000 }
    func monotonic() -> Int64 { 0 }
    func sleep(_ milliseconds: Int64) {}
}
