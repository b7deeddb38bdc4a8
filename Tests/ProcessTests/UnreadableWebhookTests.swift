import ChannelBundle
import FlatFileStore
import JSON
import POSIX
import Record
import Store
import TestSupport
import Testing

/// Webhooks of LiveTex that are no valid JSON. LiveTex repeats a refused webhook for a day and then drops it. So the
/// receiver repairs what it can, and keeps an authentic webhook as a dead letter.
@Suite struct UnreadableWebhookTests {
    /// A webhook with some bytes in its text.
    private static func webhook(text: [UInt8]) -> [UInt8] {
        let whole = Receiver.webhook("TextMessage", ["text": "cut CHARACTER off"]).utf8
        let parts = Array(whole).split(separator: Array("CHARACTER".utf8))
        return parts[0] + text + parts[1]
    }

    @Test(arguments: [Array(#"\ud83d"#.utf8), Array(#"\uDE00"#.utf8), [0xf0, 0x9f], [0xff]])
    func aDamagedTextArrivesWithReplacementCharacters(broken: [UInt8]) async throws {
        let receiver = try Receiver()
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        let reply = try await receiver.post("/livetex/support", bytes: Self.webhook(text: broken))
        #expect(reply.status == 200 && reply.outcome == "accepted")
        #expect(reply.log.first?["level"] == "warning")
        #expect(reply.log.first?["detail"]?.string?.contains("U+FFFD") == true)
        let courier = Subprocess(
            try Programs.path("livetex-courier"), ["--dry-run", "--format", "json"], environment: receiver.environment)
        #expect(try await courier.finish().outputText.contains("cut \u{fffd} off"))
        let repeated = try await receiver.post("/livetex/support", bytes: Self.webhook(text: broken))
        #expect(repeated.outcome == "duplicate")
        // A dry run gives the same reply.
        let rehearsal = Subprocess(
            try Programs.path("livetex-hook"), ["livetex", "support", "--dry-run"], environment: receiver.environment)
        #expect(try await rehearsal.finish(input: Self.webhook(text: broken)).errorText.contains("duplicate"))
    }

    @Test func aDamagedTextOfThePlatformArrivesToo() async throws {
        let receiver = try Receiver()
        let body = Receiver.event().replacing("Привет", with: #"Привет \ud83d"#)
        let reply = try await receiver.post("/bot/support", body)
        #expect(reply.status == 200 && reply.log.first?["level"] == "warning")
        #expect(reply.log.first?["detail"]?.string?.contains("U+FFFD") == true)
        #expect(try await receiver.post("/bot/support", body).outcome == "duplicate")
    }

    /// Strictness helps developers, so what is not as in the contract is named in the log and in the dry run.
    @Test func whatIsNotAsInTheContractIsNamed() async throws {
        let receiver = try Receiver()
        let body = Receiver.event(lead: .double(30400), data: ["message": ["id": 17, "text": "Привет"]])
        let remarks = ["lead.id is a number; an integer is expected", "data.message.id is no text"]
        let rehearsal = Subprocess(
            try Programs.path("livetex-hook"), ["bot", "support", "--dry-run"], environment: receiver.environment)
        let printed = try await rehearsal.finish(input: Array(body.utf8)).errorText
        let reply = try await receiver.post("/bot/support", body)
        #expect(reply.status == 200 && reply.log.first?["level"] == "warning")
        for remark in remarks {
            #expect(printed.contains(remark), "\(printed)")
            #expect(reply.log.first?["detail"]?.string?.contains(remark) == true)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var body: String
        var reason: String
    }

    static let authentic: [Case] = [
        Case(
            testDescription: "an integer over 64 bits",
            body: #"{"type":"TextMessage","timestamp":99999999999999999999,"webhook_key":"\#(Receiver.key)"}"#,
            reason: "the body cannot be read: timestamp: the number does not fit into 64 bits"),
        Case(
            testDescription: "a duplicate member",
            body: #"{"webhook_key" : "\#(Receiver.key)", "id":"a","id":"\#(Receiver.key)"}"#,
            reason: "the body cannot be read: duplicate object key at line 1, column "),
        Case(
            testDescription: "cut short, with an escaped key",
            body:
                #"{"nested":{"webhook_key":\#n"\#(Receiver.key.replacing("-", with: #"\u002d"#))"},"text":"\#(Receiver.key)"#,
            reason: "the body cannot be read: premature end of input at line 2, column "),
    ]

    /// LiveTex would repeat a refused webhook for a day and then drop it.
    @Test func aWebhookThatIsTooLargeIsKept() async throws {
        let receiver = try Receiver()
        let long = JSON.string(String(repeating: "я", count: 150_000))
        let reply = try await receiver.post("/livetex/support", Receiver.webhook("TextMessage", ["text": long]))
        #expect(reply.status == 200 && reply.outcome == "ignored")
        #expect(reply.log.first?["detail"] == "the webhook is larger than 262144 bytes")
        let letters = try FlatFileStore(StateDirectory(receiver.directory("state"))).deadLetters()
        #expect(letters.count == 1 && letters[0].content["body"]?.string?.utf8.count ?? 0 > 300_000)
        let strange = Receiver.webhook("TextMessage", ["text": long, "webhook_key": "wrong"])
        #expect(try await receiver.post("/livetex/support", strange).status == 403)
    }

    @Test(arguments: authentic)
    func anAuthenticWebhookIsKept(_ unreadable: Case) async throws {
        let receiver = try Receiver()
        for _ in 1...2 {
            let reply = try await receiver.post("/livetex/support", unreadable.body)
            #expect(reply.status == 200 && reply.outcome == "ignored")
            #expect(reply.log.first?["outcome"] == "dead_letter")
            #expect(reply.log.first?["detail"]?.string?.hasPrefix(unreadable.reason) == true, "\(reply.log)")
        }
        let letters = try FlatFileStore(StateDirectory(receiver.directory("state")), allowing: [.tmpfs]).deadLetters()
        #expect(letters.count == 1)
        #expect(letters[0].content["reason"]?.string?.hasPrefix(unreadable.reason) == true)
        let masked = unreadable.body.replacing(Receiver.key, with: "***")
            .replacing(Receiver.key.replacing("-", with: #"\u002d"#), with: "***")
        #expect(letters[0].content["body"]?.string == masked)
    }

    @Test(arguments: [
        #"{"id":1,"id":2}"#, #"{"id":1,"id":2,"webhook_key":"wrong"}"#, #"{"id":1,"id":2,"webhook_key":7}"#,
        #"{"id":1,"id":2,"text":"\"webhook_key\":\"\#(Receiver.key)\""}"#, #"{"id":1,"id":2,"key":"\#(Receiver.key)"}"#,
        // One request with many keys would be many guesses.
        #"{"webhook_key":"wrong","webhook_key":"\#(Receiver.key)"}"#, #"{"webhook_key":"\#(Receiver.key)"#,
    ])
    func aWebhookThatIsNotAuthenticIsRefused(body: String) async throws {
        let receiver = try Receiver()
        let reply = try await receiver.post("/livetex/support", body)
        #expect(reply.status == 403 && reply.code == "forbidden")
        #expect(try receiver.stateFiles().isEmpty)
        // Neither the reply nor the log quotes the body, which may hold the key or a person's words.
        #expect(!reply.body.text().contains("near") && !reply.log.description.contains("near"))
    }

    /// The secret may be anywhere in JSON that is no notification.
    @Test func theKeyIsMaskedEverywhereInADeadLetter() async throws {
        let receiver = try Receiver()
        let webhook: JSON = [
            "type": "TextMessage", "id": "u", "webhook_key": .string(Receiver.key), "user_id": "49:1", "text": [7],
            "comment": .string("the key \(Receiver.key) again"), "nested": [["webhook_key": .string(Receiver.key)]],
            Receiver.key: "a member's name",
        ]
        #expect(try await receiver.post("/livetex/support", webhook.text()).log.first?["outcome"] == "dead_letter")
        let letters = try FlatFileStore(StateDirectory(receiver.directory("state")), allowing: [.tmpfs]).deadLetters()
        #expect(letters.first?.content["body"]?.string == webhook.text().replacing(Receiver.key, with: "***"))
    }
}
