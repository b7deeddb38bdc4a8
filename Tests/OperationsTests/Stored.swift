import Cryptography
import Dialog
import JSON
import Store
import StoreConformance

@testable import Record

/// A store in memory with what a test puts there.
struct Stored {
    static let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")

    let store = InMemoryStore(clock: ShiftedClock())

    static func key(_ lead: Int64 = 1, binding: String = "support") -> DialogKey {
        DialogKey(binding: binding, userID: "49:\(lead)")
    }

    /// A lead writes, and a call to LiveTex waits.
    func say(_ text: String, lead: Int64 = 1, name: String? = nil, binding: String = "support", now: Int64 = 1_000)
        throws
    {
        let party = Party(botID: 49, leadID: .int(lead), channel: "telegram", name: name)
        try store.update(Self.key(lead, binding: binding), party: party) { (record) throws(DamagedRecord) in
            _ = try record.accept(
                PlatformEvent(id: text, party: party, kind: .message(.lead, Message(text: text))),
                body: Digest128(of: text), Self.rules, now: now)
        }
    }

    func change(_ lead: Int64 = 1, _ change: (inout DialogRecord) throws(DamagedRecord) -> Void) throws {
        try store.update(Self.key(lead), party: nil, change)
    }

    /// Queues a call that this release cannot read.
    func queueUnreadable(lead: Int64 = 1, _ lane: Lane = .liveTex, now: Int64 = 1_000) throws {
        try change(lead) { record in
            record.enqueue(
                QueueItem(
                    number: record.takeNumber(), lane: lane, after: nil, notBefore: 0,
                    encodedCall: Array(#"{"do": "dance"}"#.utf8)[...]))
            record.noteTime(now)
        }
    }

    func record(_ lead: Int64 = 1, binding: String = "support") throws -> DialogRecord {
        try store.load(Self.key(lead, binding: binding).name)?.record ?? DialogRecord(key: Self.key(lead), party: nil)
    }

    /// Sets a dialog's first call aside.
    ///
    /// - Returns: the letter's id.
    func putLetter(_ lead: Int64 = 1, binding: String = "support", now: Int64 = 2_000) throws -> String {
        let number = try record(lead, binding: binding).outbox[0].number
        return try store.setAside(number, of: Self.key(lead, binding: binding), nil, now: now) ?? ""
    }
}
