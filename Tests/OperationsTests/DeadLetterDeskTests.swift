import ChannelBundle
import Dialog
import JSON
import Operations
import Record
import Store
import Testing

@Suite struct DeadLetterDeskTests {
    private let stored = Stored()
    private var desk: DeadLetterDesk { DeadLetterDesk(stored.store) }

    private func keep(_ id: String, _ content: JSON, problem: StoreError? = nil) throws {
        try stored.store.keep(DeadLetter(id: id, content: content, problem: problem))
    }

    private func keepWebhook(_ body: String = "{", binding: String = "support", now: Int64 = 1_000) throws -> String {
        let letter = DeadLetter(unreadable: Array(body.utf8), binding: binding, reason: "not JSON", now: now)
        try stored.store.keep(letter)
        return letter.id
    }

    // MARK: Names

    /// The hashes of the first two share exactly eight digits.
    @Test func aShortIDHasAsManyDigitsAsItNeeds() throws {
        for id in ["letter-18185", "letter-169319", "letter-1"] { try keep(id, ["kind": "webhook"]) }
        let shortIDs = try desk.shortIDs()
        #expect(shortIDs["letter-18185"] == "eabc4cce3" && shortIDs["letter-169319"] == "eabc4cced")
        #expect(shortIDs["letter-1"].count == 8)
        for id in ["letter-18185", "letter-169319", "letter-1"] {
            #expect(try shortIDs.id(naming: shortIDs[id]) == id)
            #expect(try shortIDs.id(naming: id) == id)
        }
        #expect(try shortIDs.id(naming: "eabc4cce3c675678aeee5c3c9ce17c45") == "letter-18185")
        let candidates = ["eabc4cce3 (letter-18185)", "eabc4cced (letter-169319)"]
        #expect(throws: DeadLetterDesk.Problem.ambiguous("eabc4cce", candidates)) {
            try shortIDs.id(naming: "eabc4cce")
        }
        #expect(
            "\(DeadLetterDesk.Problem.ambiguous("eabc4cce", candidates))"
                == "eabc4cce is the beginning of several dead letters: eabc4cce3 (letter-18185), eabc4cced (letter-169319)"
        )
        for unknown in ["", "e", "eabc4cc", "eabc4cce4", "00000000", "letter-2", "EABC4CCE3"] {
            #expect(throws: DeadLetterDesk.Problem.unknown(unknown)) { try shortIDs.id(naming: unknown) }
        }
        #expect(try desk.list().map(\.shortID).contains("eabc4cced"))
    }

    @Test func ofManyLettersEachHasItsOwnShortID() throws {
        let ids = (0..<2_000).map { "letter-\($0)" }
        for id in ids { try keep(id, ["kind": "webhook"]) }
        let shortIDs = try desk.shortIDs()
        #expect(Set(ids.map { shortIDs[$0] }).count == ids.count)
        for id in ids.prefix(100) { #expect(try shortIDs.id(naming: shortIDs[id]) == id) }
    }

    // MARK: What people see

    @Test func aCallsLetterNamesTheLead() throws {
        try stored.say("hello", name: "Иван")
        let id = try stored.putLetter()
        let short = try desk.shortIDs()[id]
        let listed = try #require(try desk.list().first)
        #expect(
            listed.row == [
                short, "1970-01-01T00:00:02.000Z", "support", "call", "49:1  Иван", "set aside by hand",
            ])
        let shown = try desk.show(naming: short)
        #expect(
            shown.rows.dropLast() == [
                ["letter", "\(short)  \(id)"], ["time", "1970-01-01T00:00:02.000Z"], ["binding", "support"],
                ["kind", "call"], ["reason", "set aside by hand"], ["lead", "49:1  Иван"], ["attempts", "0"],
            ])
        #expect(shown.rows.last?[0] == "call" && shown.rows.last?[1].hasPrefix("livetex  sendText  {") == true)
        #expect(shown.json["lead_name"] == "Иван" && shown.json["user_id"] == "49:1")
        #expect(shown.json["id"]?.string == id && shown.json["short_id"]?.string == short)
    }

    @Test func withoutAReadableRecordTheLeadHasNoName() throws {
        for (lead, name) in [(1, nil), (2, "Иван"), (3, "Анна")] as [(Int64, String?)] {
            try stored.say("hello", lead: lead, name: name)
            _ = try stored.putLetter(lead, now: 1_000 + lead)
        }
        let version = try #require(try stored.store.version(of: Stored.key(2).name))
        #expect(try stored.store.remove(Stored.key(2), ifStill: version))
        #expect(try desk.list().map { $0.row[4] } == ["49:1", "49:2", "49:3  Анна"])
        #expect(try desk.list().map { $0.json["lead_name"] } == [nil, nil, "Анна"])
    }

    @Test func aWebhookAndALetterThatCannotBeReadAreShown() throws {
        let webhook = try keepWebhook()
        try keep("bad", .null, problem: .unavailable("the dead letter bad cannot be read"))
        let list = try desk.list()
        #expect(
            list.map { $0.row.dropFirst() } == [
                ["-", "-", "-", "-", "the dead letter bad cannot be read"],
                ["1970-01-01T00:00:01.000Z", "support", "webhook", "-", "not JSON"],
            ])
        #expect(list.map { $0.problem == nil } == [false, true])
        #expect(list[0].json["problem"] == "the dead letter bad cannot be read")
        #expect(try desk.show(naming: webhook).rows.suffix(2) == [["reason", "not JSON"], ["body", "{"]])
        #expect(try desk.show(naming: "bad").rows.last == ["problem", "the dead letter bad cannot be read"])
        #expect(throws: DeadLetterDesk.Problem.unknown("nothing")) { try desk.show(naming: "nothing") }
    }

    /// A call of a later release, for example.
    @Test func aCallThatCannotBeReadIsShownWithTheRest() throws {
        try keep(
            "odd",
            ["kind": "call", "binding": "support", "user_id": "49:1", "call": #"{"do": "dance"}"#, "reason": "r"])
        let rows = try desk.show(naming: "odd").rows
        #expect(rows.contains(["lead", "49:1"]) && rows.contains(["reason", "r"]))
        #expect(rows.last?[1].contains("the call of the dead letter odd cannot be read: ") == true)
    }

    // MARK: Requeue and drop

    @Test func everyLetterOfASelectionIsInOneList() throws {
        try stored.say("a")
        let call = try stored.putLetter()
        try stored.say("b", binding: "sales")
        let other = try stored.putLetter(binding: "sales", now: 3_000)
        let webhook = try keepWebhook()
        try keep("bad", .null, problem: .unavailable("the dead letter bad cannot be read"))
        try keep("odd", ["kind": "call", "binding": "support", "user_id": "49:1", "call": "{}"])
        try keep("else", ["kind": "call", "binding": "sales"])
        try keep("list", [])
        let all = try desk.selection(of: nil)
        #expect(all.calls == [call, other] && all.webhooks == [webhook])
        #expect(
            all.problems.map(\.description).map { $0.split(separator: ":")[0] } == [
                "the dead letter bad cannot be read", "the dead letter else is neither a call nor a webhook",
                "the dead letter list is neither a call nor a webhook",
                "the call of the dead letter odd cannot be read",
            ])
        let support = try desk.selection(of: "support")
        // The binding of a letter that cannot be read is not known.
        #expect(support.calls == [call] && support.webhooks == [webhook] && support.problems.count == 3)
        #expect(try desk.selection(of: "nosuch").calls.isEmpty)
    }

    @Test func aCallComesBackOnceAndItsLetterGoes() throws {
        try stored.say("hello")
        let id = try stored.putLetter()
        #expect(try stored.record().outbox.isEmpty)
        let letter = try #require(try stored.store.deadLetter(id))
        for _ in 1...2 {
            try stored.store.keep(letter)
            try desk.requeue(id, now: 4_000)
            #expect(try stored.record().outbox.map(\.number) == [2])
            #expect(try stored.store.deadLetters().isEmpty)
        }
        #expect(throws: DeadLetterDesk.Problem.unknown(id)) { try desk.requeue(id, now: 4_000) }
        #expect(throws: DeadLetterDesk.Problem.unknown(id)) { try desk.drop(id) }
    }

    @Test func whatCannotBeRequeuedStays() throws {
        let webhook = try keepWebhook()
        #expect(throws: DeadLetterDesk.Problem.notACall(webhook)) { try desk.requeue(webhook, now: 1_000) }
        try keep("odd", ["kind": "call", "binding": "support", "user_id": "49:1", "call": "{}"])
        #expect(throws: DeadLetterDesk.Problem.self) { try desk.requeue("odd", now: 1_000) }
        try stored.say("hello")
        let item = try #require(try stored.record().item(1))
        let waiting = DeadLetter(item, of: Stored.key(), reason: "refused", isInDoubt: false, now: 1_000)
        try stored.store.keep(waiting)
        #expect(throws: DeadLetterDesk.Problem.isWaiting(waiting.id)) { try desk.requeue(waiting.id, now: 1_000) }
        #expect(try stored.store.deadLetters().count == 3)
        for id in [webhook, "odd", waiting.id] { try desk.drop(id) }
        #expect(try stored.store.deadLetters().isEmpty)
    }

    @Test func onlyAWaitingCallIsPut() throws {
        try stored.say("hello")
        let bundle = BundleReader(directory: "/nowhere")
        #expect(throws: DeadLetterDesk.Problem.notWaiting(1)) {
            try desk.put(1, of: Stored.key(2).name, bundle, now: 1_000)
        }
        // What the refusal does to the dialog follows from the bundle.
        #expect(throws: DeadLetterDesk.Problem.self) { try desk.put(1, of: Stored.key().name, bundle, now: 1_000) }
        #expect(try stored.record().outbox.count == 1)
    }
}
