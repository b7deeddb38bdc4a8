import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// A disk that lies: parts of a record and of its index become zeros, lose bits, go back to what they were before, or end too
/// early. What was acknowledged is there afterwards, or the damage is named. Nothing is less without a word, and an index
/// alone never makes a difference.
@Suite struct LyingDiskTests {
    /// More than the usual number is for a longer search; each seed is one history with as many faults.
    private static let seeds = Environment.value("LIVETEX_BRIDGE_TEST_RUNS").flatMap { UInt64($0) } ?? 40
    private static let faults = 60

    @Test(arguments: [0, 1, 2, 3]) func nothingIsLessWithoutAWord(part: UInt64) throws {
        for seed in (0..<Self.seeds).filter({ $0 % 4 == part }) {
            var random = Random(seed: seed + 1)
            let history = try History(&random)
            for number in 0..<Self.faults {
                let fault = Fault(&random)
                let trial = Trial(history: history, fault: fault, place: "seed \(seed), fault \(number): \(fault)")
                do { try trial.run(&random) } catch { Issue.record("\(trial.place): \(error)") }
            }
        }
    }
}

/// A dialog with a record of many commits, and the files after each of them.
private final class History {
    struct Moment {
        var record: [UInt8]
        var index: [UInt8]?
    }

    static let key = DialogKey(binding: "support", userID: "49:1")
    static let party = Party(botID: 49, leadID: 1)
    private static let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")

    let directory: TemporaryDirectory
    private(set) var moments: [Moment] = []
    /// The ids of the events that were taken in.
    private(set) var events: [String] = []
    /// The texts that wait, in order.
    private(set) var waiting: [String] = []

    var path: String { StateDirectory(directory.path).record(Self.key.name) }
    var indexPath: String { RecordIndex.path(besideRecord: path) }

    init(_ random: inout Random) throws {
        directory = try TemporaryDirectory(isVolatile: true)
        let (receiver, courier) = (try receiver(), try courier())
        let commits = 1 + random.below(60)
        let longest = [40, 400, 4_000][random.below(3)]
        for number in 0..<commits {
            if waiting.isEmpty || random.below(3) > 0 {
                let text = String(repeating: "x", count: 1 + random.below(longest)) + "\(number)"
                #expect(try say(text, id: "e\(number)", receiver) == .handled(.accepted, isDuplicate: false))
                events.append("e\(number)")
                waiting.append("L\n" + text)
            } else {
                try deliver(courier)
                waiting.removeFirst()
            }
            moments.append(
                Moment(record: try FileSystem.read(path), index: try? FileSystem.read(indexPath)))
        }
    }

    func receiver() throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], clock: StandingClock())
    }

    func courier() throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], compacts: true, clock: StandingClock())
    }

    /// An event's body is its id, so that a repetition needs no text.
    func say(_ text: String, id: String, _ store: FlatFileStore) throws(StoreError) -> Acceptance {
        let event = PlatformEvent(id: id, party: Self.party, kind: .message(.lead, Message(text: text)))
        return try store.update(Self.key, party: Self.party) { (record) throws(DamagedRecord) in
            try record.accept(event, body: Digest128(of: id), Self.rules, now: 1_000)
        }
    }

    private func deliver(_ store: FlatFileStore) throws {
        try store.update(Self.key, party: nil) { (record) throws(DamagedRecord) in
            guard let call = try record.head(of: .liveTex)?.call() else { throw DamagedRecord("nothing waits") }
            try record.begin(call.number, Self.rules, now: 1_000)
            try record.finish(call, .delivered(messageID: "m"), Self.rules, now: 1_000)
        }
    }

    static func texts(_ record: DialogRecord) throws -> [String] {
        try record.outbox.map { item in
            guard case .liveTex(.sendText(let text)) = try item.call().call else { return "?" }
            return text
        }
    }
}

/// What becomes of a file.
private enum Lie: CustomStringConvertible {
    case zeroBlocks([Int], size: Int)
    case flipBits([Int])
    case cut(Int)
    /// A block is as it was at an earlier moment.
    case old(block: Int, size: Int, moment: Int)

    init(_ random: inout Random) {
        let size = [512, 4_096][random.below(2)]
        switch random.below(4) {
        case 0: self = .zeroBlocks((0...random.below(3)).map { _ in random.below(1 << 20) }, size: size)
        case 1: self = .flipBits((0...random.below(3)).map { _ in random.below(1 << 20) })
        case 2: self = .cut(random.below(1 << 20))
        default: self = .old(block: random.below(1 << 20), size: size, moment: random.below(1 << 20))
        }
    }

    /// - Parameter before: the file at earlier moments.
    func tell(_ file: [UInt8], before: [[UInt8]]) -> [UInt8] {
        var file = file
        guard !file.isEmpty else { return file }
        func range(_ block: Int, _ size: Int) -> Range<Int> {
            let start = block % ((file.count - 1) / size + 1) * size
            return start..<min(start + size, file.count)
        }
        switch self {
        case .zeroBlocks(let blocks, let size):
            for block in blocks {
                let range = range(block, size)
                file.replaceSubrange(range, with: repeatElement(0, count: range.count))
            }
        case .flipBits(let bits): for bit in bits { file[bit / 8 % file.count] ^= 1 << (bit % 8) }
        case .cut(let length): file.removeLast(1 + length % file.count)
        case .old(let block, let size, let moment):
            guard !before.isEmpty else { return file }
            let old = before[moment % before.count]
            for place in range(block, size) { file[place] = place < old.count ? old[place] : 0 }
        }
        return file
    }

    var description: String {
        switch self {
        case .zeroBlocks(let blocks, let size): "zeros in blocks \(blocks) of \(size)"
        case .flipBits(let bits): "flipped bits \(bits)"
        case .cut(let length): "cut by \(length)"
        case .old(let block, let size, let moment): "block \(block) of \(size) as at moment \(moment)"
        }
    }
}

private struct Fault: CustomStringConvertible {
    var record: Lie?
    var index: Lie?

    init(_ random: inout Random) {
        let files = random.below(5)
        if files != 0 { record = Lie(&random) }
        if files <= 1 { index = Lie(&random) }
    }

    var description: String {
        [record.map { "record: \($0)" }, index.map { "index: \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }
}

/// What the programs make of a fault.
private struct Trial {
    let history: History
    let fault: Fault
    let place: String

    func run(_ random: inout Random) throws {
        guard let now = history.moments.last else { return }
        let before = history.moments.dropLast()
        for file in try FileSystem.list(FileSystem.directory(of: history.path)) where file.contains(".torn") {
            try FileSystem.remove("\(FileSystem.directory(of: history.path))/\(file)")
        }
        let record = fault.record?.tell(now.record, before: before.map(\.record)) ?? now.record
        let index = now.index.map { index in fault.index?.tell(index, before: before.compactMap(\.index)) ?? index }
        try FileSystem.replace(history.path, with: record)
        if let index {
            try FileSystem.replace(history.indexPath, with: index)
        } else {
            try FileSystem.remove(history.indexPath)
        }
        // Whole frames that are missing at the end cannot be noticed.
        if isCutBetweenFrames(record, now.record) { return }

        // A courier may come first, or after receivers.
        if random.below(2) == 0 { try look() }
        try repeatEvent(history.events[random.below(history.events.count)])
        try addEvent(over: record)
        try look()
    }

    private func isCutBetweenFrames(_ record: [UInt8], _ whole: [UInt8]) -> Bool {
        guard case .cut = fault.record else { return false }
        return record.isEmpty || (try? Frame.read(record))?.tornEnd.isEmpty == true
    }

    /// Whether damage is named now: by an error, or in the lists for a person.
    private func isNamed() throws -> Bool {
        let store = try history.courier()
        let page = try store.records(after: nil, limit: 10)
        return try !page.problems.isEmpty || !page.torn.isEmpty || !store.tornRecords().isEmpty
    }

    /// A courier reads all that is there, or says what is wrong.
    private func look() throws {
        do {
            let record = try history.courier().load(History.key.name)?.record
            let texts = try record.map(History.texts) ?? []
            guard texts.starts(with: history.waiting) else {
                #expect(try isNamed(), "\(place): \(texts.count) texts instead of \(history.waiting.count)")
                return
            }
        } catch StoreError.damaged(_) {
            #expect(fault.record != nil, "\(place): an index is not the record")
        }
    }

    private func repeatEvent(_ id: String) throws {
        do {
            let answer = try history.say("again", id: id, history.receiver())
            if answer == .handled(.accepted, isDuplicate: true) { return }
            #expect(try isNamed(), "\(place): \(id) has a second effect: \(answer)")
        } catch StoreError.damaged(_) {
            #expect(fault.record != nil, "\(place): an index is not the record")
        }
    }

    /// A new event is in the record afterwards, and nothing is written over what was there.
    private func addEvent(over record: [UInt8]) throws {
        do {
            _ = try history.say("new", id: "new", history.receiver())
        } catch StoreError.damaged(_) {
            #expect(try FileSystem.read(history.path).starts(with: record), "\(place): overwritten")
            return
        }
        // A courier that comes after this sees damage that the receiver, with an index, has not seen.
        if let stored = try? history.courier().load(History.key.name) {
            let texts = try History.texts(stored.record)
            #expect(texts.last == "L\nnew", "\(place): the new event is missing")
        } else {
            #expect(try isNamed(), "\(place): the new event is missing")
        }
    }
}
