import Cryptography
import Dialog
import POSIX
import TestSupport
import Testing

@testable import FlatFileStore
@testable import Record
@testable import Store

/// Only what is over and has been quiet is removed, and never an attribute.
@Suite struct PruneTests {
    private let directory: TemporaryDirectory
    private let store: FlatFileStore
    private let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let party = Party(botID: 49, leadID: 1, channel: "telegram")

    init() throws {
        directory = try TemporaryDirectory()
        store = try FlatFileStore(StateDirectory(directory.path))
    }

    private func happen(_ kind: PlatformEvent.Kind, id: String, now: Int64) throws {
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            _ = try record.accept(
                PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), rules, now: now)
        }
    }

    private func deliverAll(now: Int64) throws {
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.finish(item.call(), .delivered(messageID: "m"), rules, now: now) }
        }
    }

    @Test func keepsWhatIsPendingRecentOrTransferred() throws {
        try happen(.message(.lead, Message(text: "x")), id: "e1", now: 100)
        #expect(try !store.prune(key, quietSince: 1_000))
        try deliverAll(now: 200)
        #expect(try !store.prune(key, quietSince: 199))
        #expect(try store.prune(key, quietSince: 200))
        #expect(try store.load(key.name) == nil)
        #expect(try store.names().isEmpty)
    }

    @Test func keepsAttributes() throws {
        try happen(.attributes(.merge, ["order": 705]), id: "e1", now: 100)
        #expect(try store.prune(key, quietSince: 200))
        let record = try store.load(key.name)
        #expect(record?.dialog.attributes == ["order": 705])
        #expect(record?.dialog.party == party)
        // There is nothing left to remove.
        #expect(try !store.prune(key, quietSince: 200))
    }
}
