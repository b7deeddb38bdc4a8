import Cryptography
import Dialog
import Record
import Testing

/// What of a transfer's history was mirrored before is left out.
@Suite struct HistoryTests {
    private static let party = Party(botID: 49, leadID: 1, channel: "telegram")
    private static let rules = DialogRules(binding: "support", botHeader: "", leadHeader: "")
    private let now: Int64 = 1_800_000_000_000

    private func record() -> DialogRecord {
        DialogRecord(key: DialogKey(binding: "support", userID: "49:1"), party: Self.party)
    }

    private func said(_ text: String, id: String? = nil, time: String? = nil, by speaker: Speaker = .lead)
        -> PastMessage
    {
        PastMessage(speaker: speaker, message: Message(text: text), id: id, time: time)
    }

    /// Takes an event in, and returns the texts that it mirrors.
    @discardableResult
    private func take(
        _ kind: PlatformEvent.Kind, id: String, _ record: inout DialogRecord, now: Int64? = nil
    ) throws -> [String] {
        let first = record.dialog.nextCall
        _ = try record.accept(
            PlatformEvent(id: id, party: Self.party, kind: kind), body: Digest128(of: id), Self.rules,
            now: now ?? self.now)
        return try record.outbox.filter { $0.number >= first }.compactMap { item in
            if case .liveTex(.sendText(let text)) = try item.call().call { text } else { nil }
        }
    }

    private func request(_ history: [PastMessage], id: String, _ record: inout DialogRecord, now: Int64? = nil) throws
        -> [String]
    {
        let texts = try take(.transferRequest(attributes: nil, history: history), id: id, &record, now: now)
        try take(.transferCancel(.bot), id: "\(id)-cancel", &record, now: now)
        return texts
    }

    @Test func whatAnEventHasMirroredIsLeftOut() throws {
        var record = record()
        try take(.message(.lead, Message(text: "a")), id: "e1", &record)
        #expect(try request([said("a", id: "e1"), said("b", id: "e2")], id: "r1", &record) == ["b"])
        #expect(
            try request([said("a", id: "e1"), said("b", id: "e2"), said("c", id: "e3")], id: "r2", &record) == ["c"])
    }

    /// Without an id, the words and the time tell; whoever says the same twice says it twice.
    @Test func theSameWordsAreLeftOutAsOftenAsTheyWereMirrored() throws {
        var record = record()
        let first = [said("да"), said("да"), said("да", by: .bot), said("да", time: "t1")]
        #expect(try request(first, id: "r1", &record) == ["да", "да", "да", "да"])
        #expect(try request(first, id: "r2", &record) == [])
        #expect(try request(first + [said("да"), said("нет")], id: "r3", &record) == ["да", "нет"])
        #expect(try request([said("x", id: "e1"), said("x", id: "e1")], id: "r4", &record) == ["x"])
    }

    @Test func aRequestWithoutEffectMirrorsNothingAndForgetsNothing() throws {
        var record = record()
        try take(.transferRequest(attributes: nil), id: "r1", &record)
        #expect(try take(.transferRequest(attributes: nil, history: [said("a", id: "e1")]), id: "r2", &record) == [])
        try take(.transferCancel(.bot), id: "c1", &record)
        #expect(try request([said("a", id: "e1")], id: "r3", &record) == ["a"])
    }

    @Test func aRepeatedRequestMirrorsNothing() throws {
        var record = record()
        let kind = PlatformEvent.Kind.transferRequest(attributes: nil, history: [said("a")])
        #expect(try take(kind, id: "r1", &record) == ["a"])
        #expect(try take(kind, id: "r1", &record) == [])
    }

    /// The reason is the first line only if nothing of the history is left.
    @Test func aHistoryTakesThePlaceOfTheReason() throws {
        for (history, opening) in [([said("a", id: "e1")], []), ([], ["просит"])] as [([PastMessage], [String])] {
            var record = record()
            try take(.transferRequest(attributes: nil, reason: "просит", history: history), id: "r1", &record)
            let check = try #require(record.outbox.first).call()
            let first = record.dialog.nextCall
            try record.finish(
                check, .checked(OperatorGroup(id: "1"), online: true), Self.rules, now: now)
            let texts = try record.outbox.filter { $0.number >= first }.compactMap { item -> String? in
                if case .liveTex(.sendText(let text)) = try item.call().call { text } else { nil }
            }
            #expect(texts == opening)
        }
    }
}
