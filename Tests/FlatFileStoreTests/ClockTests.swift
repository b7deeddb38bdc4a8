import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// Long records in files, and a clock that is set.
@Suite struct ClockTests {
    private static let day: Int64 = 24 * 3_600_000
    private let directory: TemporaryDirectory
    private let clock = SetClock()
    private let rules = DialogRules(binding: "support", botHeader: "", leadHeader: "")
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1, channel: "telegram", name: nil)

    init() throws { directory = try TemporaryDirectory() }

    private func makeStore(compacts: Bool) throws -> FlatFileStore {
        try FlatFileStore(StateDirectory(directory.path), allowing: [.tmpfs], compacts: compacts, clock: clock)
    }

    @discardableResult
    private func say(_ id: String, _ store: FlatFileStore) throws -> Acceptance {
        let event = PlatformEvent(id: id, party: party, kind: .message(.lead, Message(text: "m")))
        return try store.update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(event, body: Digest128(of: id), rules, now: clock.wall())
        }
    }

    private func deliverAll(_ store: FlatFileStore) throws {
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox {
                let call = try item.call()
                try record.begin(item.number, rules, now: clock.wall())
                try record.finish(call, .delivered(messageID: "m\(item.number)"), rules, now: clock.wall())
            }
        }
    }

    /// The record is written anew after the clock was set, and a repeated webhook still has no second effect.
    @Test(arguments: [1, 2] as [UInt64]) func compactionKeepsFreshReceipts(bootAfter: UInt64) throws {
        let (receiver, courier) = (try makeStore(compacts: false), try makeStore(compacts: true))
        for number in 1...300 {
            try say("e\(number)", receiver)
            try deliverAll(courier)
        }
        let path = StateDirectory(directory.path).record(key.name)
        clock.boot = bootAfter
        clock.time += 400 * Self.day
        var isWrittenAnew = false
        for number in 301...500 {
            try say("e\(number)", receiver)
            let size = FileSystem.size(path)
            try deliverAll(courier)
            isWrittenAnew = isWrittenAnew || FileSystem.size(path) < size
        }
        #expect(isWrittenAnew)
        for number in [1, 100, 300, 301, 500] {
            #expect(try say("e\(number)", receiver) == .handled(.accepted, isDuplicate: true), "e\(number)")
        }
    }

    /// A receiver that knows only the excerpt of a long record moves the waits of the whole.
    @Test func aReceiverMovesTheWaitsOfALongRecord() throws {
        let store = try makeStore(compacts: false)
        for number in 1...600 { try say("e\(number)", store) }
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.postpone(1, until: clock.wall() + Self.day, isInDoubt: true)
            record.noteTime(clock.wall())
        }
        try say("f", store)
        #expect(RecordFile(excerptOf: StateDirectory(directory.path).record(key.name)) != nil)
        clock.time += 2 * Self.day
        try say("g", store)
        #expect(try store.load(key.name)?.record.due == clock.wall() + Self.day)
        #expect(try store.due(until: .max, limit: .max).map(\.due) == [clock.wall() + Self.day])
    }

    /// A mark that is set again goes by the moved record.
    @Test func aMarkFollowsTheClock() throws {
        let store = try makeStore(compacts: true)
        try say("e", store)
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.postpone(1, until: clock.wall() + Self.day, isInDoubt: true)
            record.noteTime(clock.wall())
        }
        clock.time += 2 * Self.day
        try store.refreshDue(key.name)
        #expect(try store.due(until: .max, limit: .max).map(\.due) == [clock.wall() + Self.day])
        #expect(try store.records(after: nil, limit: 1).records.map(\.record.due) == [clock.wall() + Self.day])
    }

    @Test func theMachinesClockKnowsItsBoot() {
        let clock = SystemClock()
        let (one, other) = (clock.bootTime(), clock.bootTime())
        #expect(one?.boot == other?.boot)
        #expect((one == nil) == (Boot.id() == nil))
        #expect((one?.time ?? 0) < clock.wall())
    }
}

/// A clock that a test sets.
private final class SetClock: TimeSource, @unchecked Sendable {
    var time: Int64 = 1_760_000_000_000
    var boot: UInt64 = 1

    func wall() -> Int64 { time }
    func monotonic() -> Int64 { 0 }
    func bootTime() -> BootTime? { BootTime(boot: boot, time: time) }
    func sleep(_ milliseconds: Int64) {}
}
