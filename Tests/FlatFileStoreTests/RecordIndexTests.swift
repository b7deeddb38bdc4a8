import Cryptography
import Dialog
import JSON
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// A long record is changed by its excerpt, with the same outcome as by the whole of it, and an index that is out of date
/// is not believed.
@Suite struct RecordIndexTests {
    private let directory: TemporaryDirectory
    private let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L", waitingTimeout: 60_000)
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1, channel: "telegram", name: "Иван")

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { StateDirectory(directory.path).record(key.name) }
    private var indexPath: String { RecordIndex.path(besideRecord: path) }
    private var isExcerptEnough: Bool { RecordFile(excerptOf: path) != nil }

    private func receiver() throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], clock: StandingClock())
    }

    private func courier() throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], compacts: true, clock: StandingClock())
    }

    @discardableResult
    private func happen(_ kind: PlatformEvent.Kind, _ id: String, body: String? = nil, in store: FlatFileStore) throws
        -> Acceptance
    {
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(
                PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: body ?? id), rules, now: 1_000)
        }
    }

    private func say(_ number: Int, in store: FlatFileStore) throws {
        try happen(.message(.lead, Message(text: "message \(number)")), "e\(number)", in: store)
    }

    /// A dialog whose record is long enough to have an index.
    private func makeLong(_ store: FlatFileStore, count: Int = 200) throws {
        for number in 0..<count { try say(number, in: store) }
        #expect(isExcerptEnough)
    }

    @Test func aShortRecordHasNone() throws {
        let store = try receiver()
        for number in 0..<10 { try say(number, in: store) }
        #expect(!FileSystem.exists(indexPath))
    }

    @Test func everyEarlierEventIsKnownByTheExcerpt() throws {
        let store = try receiver()
        try makeLong(store, count: 1_500)
        for number in stride(from: 0, to: 1_500, by: 7) {
            #expect(
                try happen(.unknown("x"), "e\(number)", body: "e\(number)", in: store)
                    == .handled(.accepted, isDuplicate: true))
            #expect(try happen(.unknown("x"), "e\(number)", body: "other", in: store) == .conflict)
        }
        #expect(isExcerptEnough)
    }

    /// The courier commits what was tried between two webhooks; the receiver's excerpt must stay current.
    @Test func theCourierKeepsTheIndex() throws {
        let store = try receiver()
        try makeLong(store)
        try courier().update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.begin(1, rules, now: 1_000)
            try record.postpone(1, until: 9_000, isInDoubt: true)
        }
        #expect(isExcerptEnough)
        try say(1_000, in: store)
        #expect(try store.due(until: .max, limit: .max).map(\.due) == [9_000])
        #expect(try store.load(key.name)?.record.item(1)?.delivery.isInDoubt == true)
    }

    @Test func compactionLeavesACurrentIndex() throws {
        let store = try receiver()
        try makeLong(store, count: 700)
        try courier().update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.finish(item.call(), .delivered(messageID: "m"), rules, now: 1_000) }
        }
        #expect(try FileSystem.read(path).count < 60_000)
        #expect(isExcerptEnough)
        #expect(try happen(.unknown("x"), "e7", in: store) == .handled(.accepted, isDuplicate: true))
    }

    @Test func pruningLeavesNone() throws {
        let store = try receiver()
        try makeLong(store)
        try courier().update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.finish(item.call(), .delivered(messageID: "m"), rules, now: 1_000) }
        }
        #expect(try prune(store))
        #expect(try FileSystem.list(FileSystem.directory(of: path)).isEmpty)
    }

    /// What drops or replaces waiting calls has to read them.
    @Test func aChangeOfUnreadCallsIsMadeOnTheWhole() throws {
        let store = try receiver()
        try makeLong(store)
        try happen(.transferRequest(attributes: nil), "transfer", in: store)
        let asked = try #require(try store.load(key.name)).record.outbox.count
        #expect(isExcerptEnough)
        // The check waits behind two hundred messages and is dropped.
        try happen(.transferCancel(.lead), "cancel", in: store)
        #expect(try #require(try store.load(key.name)).record.outbox.count == asked - 1)
        #expect(isExcerptEnough)
    }

    @Test func aStateThatOutgrowsTheHeadGetsANewIndex() throws {
        let store = try receiver()
        try makeLong(store)
        let large = Members(
            Dictionary(
                uniqueKeysWithValues: (0..<20).map { ("a\($0)", JSON.string(String(repeating: "я", count: 250))) }))
        try happen(.attributes(.replace, large), "large", in: store)
        try say(1_000, in: store)
        #expect(isExcerptEnough)
        #expect(try store.load(key.name)?.record.dialog.attributes == large)
        #expect(RecordFile(excerptOf: path)?.record.dialog.attributes == large)
    }

    private func prune(_ store: FlatFileStore) throws -> Bool {
        try store.prune(try #require(try store.load(key.name)), quietSince: 1_000)
    }

    // MARK: What is not used

    @Test func anIndexOfAnotherBootIsNotBelieved() throws {
        let store = try receiver()
        try makeLong(store)
        let boot = try #require(Boot.id())
        var index = try FileSystem.read(indexPath)
        let place = try #require(index.firstRange(of: boot))
        index[place.lowerBound] ^= 1
        // With a checksum that holds.
        let size = try #require(Frame.size(in: index))
        index.replaceSubrange(0..<size, with: Frame.encode(Array(index[Frame.headerSize..<size]), version: 1))
        try FileSystem.replace(indexPath, with: index)
        #expect(!isExcerptEnough)
        try say(1_000, in: store)
        #expect(isExcerptEnough)
    }

    /// Who dies between the record's commit and the index leaves the index of before, or its table without its head.
    @Test func anIndexOfAnEarlierRecordIsNotBelieved() throws {
        let store = try receiver()
        try makeLong(store)
        let before = try FileSystem.read(indexPath)
        try say(1_000, in: store)
        let after = try FileSystem.read(indexPath)
        for index in [before, Array(before.prefix(4_096) + after.dropFirst(4_096))] {
            try FileSystem.replace(indexPath, with: index)
            #expect(!isExcerptEnough)
            #expect(try happen(.unknown("x"), "e1000", in: store) == .handled(.accepted, isDuplicate: true))
        }
        // The next commit makes it anew.
        try say(1_001, in: store)
        #expect(isExcerptEnough)
        #expect(try happen(.unknown("x"), "e1000", in: store) == .handled(.accepted, isDuplicate: true))
    }

    /// A record that was put back from a copy may be as long as the one that it replaces.
    @Test func anIndexOfAnotherRecordIsNotBelieved() throws {
        let store = try receiver()
        try makeLong(store)
        let copy = try FileSystem.read(path)
        try say(1_000, in: store)
        let index = try FileSystem.read(indexPath)
        try FileSystem.replace(path, with: copy)
        try say(1_001, in: store)
        try FileSystem.replace(indexPath, with: index)
        #expect(!isExcerptEnough)
    }

    @Test func aDamagedOrShortenedHeadIsNotBelieved() throws {
        let store = try receiver()
        try makeLong(store)
        let whole = try FileSystem.read(indexPath)
        let size = try #require(Frame.size(in: whole))
        for offset in 0..<size {
            var index = whole
            index[offset] ^= 0x10
            try FileSystem.replace(indexPath, with: index)
            #expect(!isExcerptEnough, "byte \(offset)")
            try FileSystem.replace(indexPath, with: Array(whole.prefix(offset)))
            #expect(!isExcerptEnough, "\(offset) bytes")
        }
    }

    /// The disk may give back anything: neither a repeated event nor a new one is taken for the other.
    @Test func aDamagedIndexMakesNoDifference() throws {
        let store = try receiver()
        try makeLong(store)
        let (record, whole) = (try FileSystem.read(path), try FileSystem.read(indexPath))
        var random = Random(seed: 1)
        let blocks = stride(from: 0, to: whole.count, by: 512)
        let damaged =
            blocks.map { block in
                var index = whole
                let range = block..<min(block + 512, whole.count)
                index.replaceSubrange(range, with: repeatElement(0, count: range.count))
                return index
            }
            + (0..<150).map { _ in
                var index = whole
                index[random.below(whole.count)] ^= 1 << random.below(8)
                return index
            } + blocks.map { Array(whole.prefix($0)) }
        for (number, index) in damaged.enumerated() {
            try FileSystem.replace(path, with: record)
            try FileSystem.replace(indexPath, with: index)
            let event = "e\(random.below(200))"
            #expect(
                try happen(.unknown("x"), event, in: store) == .handled(.accepted, isDuplicate: true),
                "\(event), damage \(number)")
            try FileSystem.replace(indexPath, with: index)
            try say(1_000 + number, in: store)
            #expect(try #require(try courier().load(key.name)).record.outbox.count == 201, "damage \(number)")
        }
    }

    /// The index has the place of a receipt, and the record may have lost it there.
    @Test func aReceiptThatIsDamagedInTheRecordIsNoNewEvent() throws {
        let store = try receiver()
        try makeLong(store)
        let record = try FileSystem.read(path)
        let index = try FileSystem.read(indexPath)
        let receipt = StoredReceipt(
            Receipt(
                key: Receipt.key(platformEvent: "e7"), body: Digest128(of: "e7"), time: 1_000, answer: .accepted))
        var entry = ByteWriter()
        Entry.receipt(receipt).encode(into: &entry)
        let place = try #require(record.firstRange(of: entry.output))
        for offset in place {
            var damaged = record
            damaged[offset] ^= 1
            try FileSystem.replace(path, with: damaged)
            try FileSystem.replace(indexPath, with: index)
            #expect(isExcerptEnough)
            #expect(throws: StoreError.self, "byte \(offset)") { try happen(.unknown("x"), "e7", in: store) }
            // The whole record was read, so a receiver does not go by the index any more.
            #expect(!FileSystem.exists(indexPath))
            #expect(throws: StoreError.self, "byte \(offset)") { try say(1_000, in: store) }
            #expect(try FileSystem.read(path) == damaged)
        }
    }

    /// A receiver with an index does not see all of a record. The courier sees it, and then the receivers do.
    @Test func aDamagedRecordHasNoIndexAfterTheCourierHasReadIt() throws {
        let store = try receiver()
        try makeLong(store)
        var record = try FileSystem.read(path)
        record[record.count / 2] ^= 1
        try FileSystem.replace(path, with: record)
        try say(1_000, in: store)
        let size = FileSystem.size(path)
        #expect(throws: StoreError.self) { try FlatFileStore(reading: StateDirectory(directory.path)).load(key.name) }
        #expect(FileSystem.exists(indexPath), "a store for reading changes nothing")
        #expect(throws: StoreError.self) { try courier().load(key.name) }
        #expect(throws: StoreError.self) { try say(1_001, in: store) }
        #expect(FileSystem.size(path) == size)
    }

    /// The last frame is all that a receiver with an index sees of the record.
    @Test func aRecordWithADamagedEndIsReadAsAWhole() throws {
        let store = try receiver()
        try makeLong(store)
        let record = try FileSystem.read(path)
        for offset in [record.count - 1, record.count - 40] {
            var damaged = record
            damaged[offset] ^= 1
            try FileSystem.replace(path, with: damaged)
            #expect(!isExcerptEnough)
            #expect(throws: StoreError.self) { try say(1_000, in: store) }
        }
    }

    // MARK: What a courier remembers

    /// A courier reads what others have appended, and a file that was replaced as a whole.
    @Test func aCourierSeesWhatOthersHaveWritten() throws {
        let (receiver, courier) = (try receiver(), try courier())
        try makeLong(receiver)
        func count(_ store: FlatFileStore) throws -> Int? { try store.load(key.name)?.record.outbox.count }
        #expect(try count(courier) == 200)
        for number in 200..<210 {
            try say(number, in: receiver)
            #expect(try count(courier) == number + 1)
            #expect(try courier.load(key.name)?.record.dialog == self.courier().load(key.name)?.record.dialog)
        }
        let earlier = try FileSystem.read(path)
        try courier.update(key, party: nil) { record in record.withdraw(1) }
        #expect(try count(courier) == 209)
        try FileSystem.replace(path, with: earlier)
        #expect(try count(courier) == 210)
        // The same file with other content, as no program of ours writes it.
        var damaged = earlier
        damaged[earlier.count - 30] ^= 1
        try OpenFile(path, O_WRONLY).write(Array(damaged.suffix(30)), at: earlier.count - 30)
        try OpenFile(path, O_WRONLY).write([1, 2, 3], at: earlier.count)
        #expect(try count(courier) == 210, "what was read once is not read again")
        #expect(try courier.records(after: nil, limit: 1).torn == ["\(path), from byte \(earlier.count) on,"])
        try FileSystem.remove(path)
        #expect(try count(courier) == nil)
    }

    /// A torn append makes the record longer than the index says.
    @Test func aTornRecordIsReadAsAWhole() throws {
        let store = try receiver()
        try makeLong(store)
        try FileSystem.replace(path, with: FileSystem.read(path) + [1, 2, 3])
        #expect(!isExcerptEnough)
        try say(1_000, in: store)
        #expect(isExcerptEnough)
        #expect(try #require(try store.load(key.name)).record.outbox.count == 201)
    }

    // MARK: No index outlives its record

    /// A directory in the index's place makes its removal fail, which shows what was done before it.
    @Test(arguments: [false, true]) func pruningRemovesTheIndexFirst(hasAttributes: Bool) throws {
        let store = try receiver()
        if hasAttributes { try happen(.attributes(.merge, ["a": "b"]), "attributes", in: store) }
        try makeLong(store)
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { record.withdraw(item.number) }
        }
        let before = try FileSystem.read(path)
        try FileSystem.remove(indexPath)
        try FileSystem.makeDirectory(indexPath)
        #expect(throws: StoreError.self) { try prune(store) }
        #expect(try FileSystem.read(path) == before)
    }

    @Test func aRecordThatHasBecomeShortHasNone() throws {
        let store = try receiver()
        let long = String(repeating: "я", count: 500)
        for number in 0..<60 { try happen(.message(.lead, Message(text: long)), "e\(number)", in: store) }
        #expect(isExcerptEnough)
        try courier().update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.finish(item.call(), .delivered(messageID: "m"), rules, now: 1_000) }
        }
        #expect(try FileSystem.read(path).count < RecordIndex.floor)
        #expect(!FileSystem.exists(indexPath))
    }

    @Test func aNewRecordHasNoneOfAnotherOne() throws {
        let store = try receiver()
        try makeLong(store)
        try FileSystem.remove(path)
        try say(1_000, in: store)
        #expect(!FileSystem.exists(indexPath))
    }

    // MARK: The same outcome

    /// Any course of events, taken in by a store that uses excerpts and by one that never has an index, gives the same
    /// answers, marks and records; also when programs die in between and leave an earlier index, or the head of an
    /// earlier moment.
    @Test(arguments: 0..<6) func comesToTheSameAsTheWhole(seed: Int) throws {
        let other = try TemporaryDirectory()
        let plain = try FlatFileStore(StateDirectory(other.path), allowing: [.tmpfs], clock: StandingClock())
        let plainIndex = RecordIndex.path(besideRecord: StateDirectory(other.path).record(key.name))
        let indexed = try receiver()
        var random = Random(seed: UInt64(seed) + 1)
        var excerpts = 0
        var left: [[UInt8]] = []
        for step in 0..<300 {
            let kind = random.below(100)
            let id = kind < 10 ? "e\(random.below(step + 1))" : "e\(step)"
            let now = Int64(1_000 + step * 10)
            let change: (inout DialogRecord) throws(DamagedRecord) -> String = { (record) throws(DamagedRecord) in
                try self.step(kind, id, &record, now: now)
            }
            if let index = try? FileSystem.read(indexPath) { left.append(index) }
            if !left.isEmpty, random.below(10) == 0 {
                // The table is written first, so it is never older than its head.
                let table = random.below(left.count)
                let head = random.below(table + 1)
                try FileSystem.replace(
                    indexPath, with: Array(left[head].prefix(4_096) + left[table].dropFirst(4_096)))
            }
            if isExcerptEnough { excerpts += 1 }
            let outcome = try indexed.update(key, party: party, change)
            try FileSystem.remove(plainIndex)
            #expect(try outcome == plain.update(key, party: party, change), "step \(step)")
            let (record, plainRecord) = (try indexed.load(key.name)?.record, try plain.load(key.name)?.record)
            #expect(record?.dialog == plainRecord?.dialog, "step \(step)")
            #expect(record?.outbox == plainRecord?.outbox, "step \(step)")
            #expect(
                try indexed.due(until: .max, limit: .max).map(\.due) == plain.due(until: .max, limit: .max).map(\.due),
                "step \(step)")
        }
        #expect(excerpts > 50)
    }

    private func step(_ kind: Int, _ id: String, _ record: inout DialogRecord, now: Int64) throws(DamagedRecord)
        -> String
    {
        func bot(_ kind: PlatformEvent.Kind) throws(DamagedRecord) -> String {
            "\(try record.accept(PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), rules, now: now))"
        }
        func liveTex(_ kind: LiveTexEvent.Kind) throws(DamagedRecord) -> String {
            let event = LiveTexEvent(id: id, timestamp: now, kind: kind)
            return "\(try record.accept(event, type: "any", body: Digest128(of: id), rules, now: now))"
        }
        let anna = Operator(id: "501", name: "Анна")
        switch kind {
        case 0..<50: return try bot(.message(.lead, Message(text: "a message of no great length from the lead, \(id)")))
        case 50..<60: return try bot(.attributes(.merge, ["номер": .int(now)]))
        case 60..<66: return try bot(.transferRequest(attributes: nil))
        case 66..<70: return try bot(.transferCancel(.bot))
        case 70..<76: return try liveTex(.read(anna))
        case 76..<84: return try liveTex(.message(anna, OperatorMessage(id: id, text: "good day", attachments: [])))
        case 84..<87: return try liveTex(.closed(anna))
        case 87..<89:
            try record.passTime(rules, now: now)
            return ""
        default:
            guard let item = Lane.allCases.compactMap({ record.head(of: $0) }).first else { return "nothing" }
            let call = try item.call()
            try record.begin(item.number, rules, now: now)
            if kind < 92 {
                try record.postpone(item.number, until: now + 500, isInDoubt: kind == 91)
            } else if case .liveTex(.checkOperators) = call.call {
                try record.finish(
                    call, .checked(OperatorGroup(id: "1", name: nil), online: kind != 92), rules, now: now)
            } else {
                try record.finish(call, .delivered(messageID: id, timestamp: now), rules, now: now)
            }
            return "\(item.number)"
        }
    }
}
