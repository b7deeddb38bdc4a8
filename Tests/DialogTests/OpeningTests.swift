import Testing

@testable import Dialog

/// The first line of a dialog in which nothing was said: LiveTex shows operators no conversation without a message.
@Suite struct OpeningTests {
    private func texts(_ events: [Event], on dialog: Dialog = Dialog()) -> [String] {
        var dialog = dialog
        var texts: [String] = []
        for event in events {
            for call in reduce(&dialog, event, Sample.rules, now: Sample.now).calls {
                if case .liveTex(.sendText(let text)) = call.call { texts.append(text.inOneLine) }
            }
        }
        return texts
    }

    private static let online = Event.checked(Sample.group, online: true)

    private func request(_ reason: String?, from party: Party = Sample.party) -> Event {
        .platform(.transferRequest(attributes: nil, reason: reason), id: "r1", party: party)
    }

    @Test func itIsTheReasonOrElseTheLeadsNameOrID() {
        #expect(texts([request("просит человека"), Self.online]) == ["🙂 Клиент⏎просит человека"])
        #expect(texts([request(nil), Self.online]) == ["🙂 Клиент⏎Иван"])
        let nameless = Party(botID: 49, leadID: 30400, channel: "telegram")
        #expect(texts([request(nil, from: nameless), Self.online]) == ["🙂 Клиент⏎30400"])
    }

    @Test func itIsSentOnlyWithASelection() {
        #expect(texts([request("просит"), .checked(Sample.group, online: false)]) == [])
        #expect(texts([request("просит"), .cancel(by: .lead), Self.online]) == [])
    }

    @Test func itIsLeftOutWhereSomethingWasSaid() {
        for event in [Event.lead("a"), .robot("a"), .choice("a")] {
            #expect(texts([event, request("b")]) == texts([event]))
            // Calls 1 and 2 are the message and the check.
            let online = Event.result(.checkOperators, 2, .checked(Sample.group, online: true))
            #expect(texts([event, request("b"), online]).count == 1)
            #expect(texts([request("b"), event, Self.online]).count == 1)
        }
    }

    /// After the end LiveTex begins another conversation.
    @Test func itIsSentAgainAfterTheOperatorsEnd() {
        var dialog = State.anna.dialog
        _ = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now)
        let number = dialog.nextCall
        let online = Event.result(.checkOperators, number, .checked(Sample.group, online: true))
        #expect(texts([request(nil), online], on: dialog) == ["🙂 Клиент⏎Иван"])
        #expect(texts([request(nil), online], on: State.bot.dialog) == [])
    }
}
