import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// What counts as damage, and what a crash may leave.
@Suite struct DamageTests {
    private let directory: TemporaryDirectory
    private let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1)

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { StateDirectory(directory.path).record(key.name) }

    private func store() throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], clock: StandingClock())
    }

    private func say(_ text: String, id: String) throws {
        let event = PlatformEvent(id: id, party: party, kind: .message(.lead, Message(text: text)))
        _ = try store().update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(event, body: Digest128(of: text), rules, now: 1_000)
        }
    }

    /// A record of so many commits, and where each begins.
    private func makeRecord(_ commits: Int, length: Int = 300) throws -> (bytes: [UInt8], starts: [Int]) {
        var starts: [Int] = []
        for number in 0..<commits {
            starts.append(FileSystem.size(path))
            try say(String(repeating: "x", count: length), id: "e\(number)")
        }
        return (try FileSystem.read(path), starts)
    }

    private func torn() throws -> [String] {
        try store().records(after: nil, limit: 10).torn + store().tornRecords()
    }

    /// A part of the disk is written as a whole. Lost parts in the middle have whole commits after them.
    @Test(arguments: [512, 4_096]) func aLostBlockBeforeAWholeCommitIsDamage(size: Int) throws {
        let (whole, starts) = try makeRecord(60)
        let last = try #require(starts.last)
        for start in stride(from: 0, to: last - size, by: size) {
            var file = whole
            file.replaceSubrange(start..<start + size, with: repeatElement(0, count: size))
            try FileSystem.replace(path, with: file)
            #expect(throws: StoreError.self, "block at \(start)") { try store().load(key.name) }
            #expect(throws: StoreError.self, "block at \(start)") { try say("new", id: "new") }
            #expect(try FileSystem.read(path) == file, "block at \(start)")
            #expect(try store().records(after: nil, limit: 1).problems.count == 1)
        }
    }

    @Test func severalLostBlocksAreDamage() throws {
        let (whole, starts) = try makeRecord(60)
        var file = whole
        for block in [0, 3, 4, 9] {
            file.replaceSubrange(block * 512..<(block + 1) * 512, with: repeatElement(0, count: 512))
        }
        #expect(throws: DamagedRecord.self) { try DialogRecord(file: file) }
        // All but the last commit.
        file.replaceSubrange(0..<starts[59], with: repeatElement(0, count: starts[59]))
        #expect(throws: DamagedRecord.self) { try DialogRecord(file: file) }
    }

    /// Also near the border of two parts of the disk, and when the length points beyond the end.
    @Test func aFlippedBitInALengthIsDamage() throws {
        let (whole, starts) = try makeRecord(30, length: 70)
        for start in starts {
            for bit in 0..<32 {
                var file = whole
                file[start + bit / 8] ^= 1 << (bit % 8)
                #expect(throws: DamagedRecord.self, "bit \(bit) at \(start)") { try DialogRecord(file: file) }
            }
        }
    }

    @Test func aWholeCommitOfAnotherVersionIsDamage() throws {
        let (whole, starts) = try makeRecord(6)
        for (first, next) in [(2, 4), (2, 1), (0, 3)] {
            let file = Array(whole[..<starts[first]]) + whole[starts[next]...]
            if first == 0 { continue }
            #expect(throws: DamagedRecord.self, "\(next) after \(first)") { try DialogRecord(file: file) }
        }
    }

    /// What a crash leaves of an append: its beginning, or zeros where parts of it were never written.
    @Test func aTornEndIsNamedAndKept() throws {
        let (whole, starts) = try makeRecord(8, length: 700)
        let end = starts[7]
        let boundary = (end / 512 + 1) * 512
        var headless = whole
        headless.replaceSubrange(end..<boundary, with: repeatElement(0, count: boundary - end))
        var holed = whole
        holed.replaceSubrange(boundary..<boundary + 512, with: repeatElement(0, count: 512))
        let empty = Array(whole[..<end]) + [UInt8](repeating: 0, count: 900)
        for file in [Array(whole.dropLast(1)), Array(whole.prefix(end + 7)), headless, holed, empty] {
            for name in try store().tornRecords() { try FileSystem.remove(name) }
            try FileSystem.replace(path, with: file)
            #expect(try store().load(key.name)?.record.outbox.count == 7)
            #expect(try torn() == ["\(path), from byte \(end) on,"])
            try say("new", id: "new")
            #expect(try store().load(key.name)?.record.outbox.count == 8)
            #expect(try torn() == ["\(path).torn"])
            #expect(try FileSystem.read("\(path).torn") == Array(file[end...]))
        }
    }

    /// The same bytes are kept once, when a program has died between keeping them and writing the record.
    @Test func aTornEndIsKeptOnce() throws {
        let (whole, _) = try makeRecord(3)
        for (cut, count) in [(10, 1), (10, 1), (20, 2), (10, 2)] {
            try FileSystem.replace(path, with: Array(whole.dropLast(cut)))
            try say("new", id: "new")
            #expect(try store().tornRecords().count == count)
        }
    }

    /// Nothing is ever written over a torn end. So a second crash cannot leave a mixture of both, which would look like
    /// damage.
    @Test func noMixtureOfTwoTornEndsCanCome() throws {
        let (whole, _) = try makeRecord(3, length: 3_000)
        for cut in stride(from: 1, to: 3_000, by: 97) {
            let torn = Array(whole.dropLast(cut))
            try FileSystem.replace(path, with: torn)
            let before = try #require(FileSystem.stamp(path))
            try say("second", id: "new \(cut)")
            #expect(
                FileSystem.stamp(path)?.number != before.number, "a file of its own, which replaces the old one at once"
            )
            // The next crash finds the new file, and cuts off what is appended to it.
            try say("third", id: "third \(cut)")
            try FileSystem.replace(path, with: FileSystem.read(path).dropLast(10))
            #expect(try store().load(key.name)?.record.outbox.count == 3)
        }
    }

    @Test func aTornFirstCommitIsNamedAtOnce() throws {
        let (whole, _) = try makeRecord(1)
        for file in [Array(whole.prefix(50)), [UInt8](repeating: 0, count: whole.count)] {
            try FileSystem.replace(path, with: file)
            #expect(try torn() == ["\(path), from byte 0 on,"])
        }
    }

    /// No append has written it.
    @Test func garbageAfterTheLastCommitIsDamage() throws {
        let (whole, _) = try makeRecord(4)
        var random = Random(seed: 7)
        for count in [13, 20, 100, 700] {
            let garbage = (0..<count).map { _ in UInt8(1 + random.below(255)) }
            #expect(throws: DamagedRecord.self, "\(count) bytes") { try DialogRecord(file: whole + garbage) }
        }
    }
}
