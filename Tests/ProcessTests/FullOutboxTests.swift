import Cryptography
import Dialog
import FlatFileStore
import JSON
import Record
import Store
import TestSupport
import Testing

/// A dialog with so many waiting calls that its record would slow the courier down.
@Suite struct FullOutboxTests {
    @Test func senderAndLogAreTold() async throws {
        let receiver = try Receiver()
        let key = DialogKey(binding: "support", userID: "49:30400")
        let party = Party(botID: 49, leadID: 30400, channel: "telegram")
        let file = Attachment(kind: .file, url: "https://files.example.com/a", name: "a")
        let files = Array(repeating: file, count: DialogRecord.callLimit)
        let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")
        let store = try FlatFileStore(StateDirectory(receiver.directory("state")), allowing: [.tmpfs])
        _ = try store.update(key, party: party) { (record) throws(DamagedRecord) in
            let message = PlatformEvent.Kind.message(.lead, Message(attachments: files))
            return try record.accept(
                PlatformEvent(id: "full", party: party, kind: message), body: Digest128(of: "full"), rules, now: 1_000)
        }
        let before = try receiver.stateFiles()

        for (path, body) in [("/bot/support", Receiver.event()), ("/livetex/support", Receiver.webhook())] {
            let reply = try await receiver.post(path, body)
            #expect(reply.status == 503 && reply.code == "unavailable")
            #expect(reply.headers["retry-after"] == "5")
            let detail = reply.log.last?["detail"]?.string ?? ""
            #expect(detail.hasPrefix("5000 calls of the dialog \(key.name) wait, "), "\(detail)")
        }
        #expect(try receiver.stateFiles() == before)
        let attributes = Receiver.event(
            "lead.attributes", id: "e2", data: ["mode": "merge", "attributes": ["a": 1]])
        #expect(try await receiver.post("/bot/support", attributes).outcome == "accepted")
    }
}
