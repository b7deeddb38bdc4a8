import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import Record
import Testing

@testable import Courier

/// Which question is asked about a call, what an answer says, and what follows.
@Suite struct QuestionTests {
    private static let lane = DialogLane(dialog: name(1), lane: .liveTex)
    private static let selection = Selection(
        group: OperatorGroup(id: "1", name: nil), visitorName: nil, attributes: [:])
    private static let text = LiveTexCall.sendText("a")
    private static let file = LiveTexCall.sendFile(
        OutgoingFile(url: "https://files.example/a", name: nil, size: nil, comment: nil, fallback: "a"))
    private static let event = Call.platform(
        PlatformCall(id: "e", time: 0, kind: .notice(.system, text: "a", nil)))

    // MARK: The question

    private func question(
        about call: Call, isInDoubt: Bool = true, probes: Int64 = 0, _ version: LiveTexAPI.Version = .v1_2,
        _ dialog: Dialog = Dialog()
    ) -> String? {
        let delivery = delivery { ($0.isInDoubt, $0.probes) = (isInDoubt, probes) }
        switch Doubt().question(about: QueuedCall(number: 1, call: call), delivery, in: Self.lane, of: dialog, version)
        {
        case .history(let search, _): return "history \(search.part)"
        case .destination: return "destination"
        case nil: return nil
        }
    }

    @Test func aMessageInDoubtIsLookedForInTheHistory() {
        for call in [Self.text, Self.file] {
            #expect(question(about: .liveTex(call)) == "history newest")
            #expect(question(about: .liveTex(call), isInDoubt: false) == nil)
        }
        var dialog = Dialog()
        dialog.lastMessageID = "m"
        #expect(question(about: .liveTex(Self.text), .v1_1, dialog) == "history after(\"m\")")
    }

    @Test func aSelectionInDoubtIsCheckedWhereItCanBeSeen() {
        let select = Call.liveTex(.select(Self.selection))
        #expect(question(about: select) == "destination")
        #expect(question(about: select, isInDoubt: false) == nil)
    }

    @Test func aSelectionThatIsRepeatedIsAlwaysCheckedFirst() {
        let reselect = Call.liveTex(.reselect(Self.selection))
        #expect(question(about: reselect, isInDoubt: false) == "destination")
        #expect(question(about: reselect, isInDoubt: true, probes: 2) == "destination")
        #expect(question(about: reselect, isInDoubt: false, probes: 2) == nil)
    }

    @Test func otherCallsGoOut() {
        #expect(question(about: .liveTex(.checkOperators)) == nil)
        #expect(question(about: Self.event) == nil)
    }

    @Test func version1_0AnswersNoQuestions() {
        #expect(question(about: .liveTex(Self.text), .v1_0) == nil)
        #expect(question(about: .liveTex(.reselect(Self.selection)), .v1_0) == nil)
    }

    // MARK: The answer

    private static let forward = Question.history(HistorySearch(after: "anchor"), text)
    private static let backward = Question.history(HistorySearch(after: nil), text)

    private func finding(_ status: Int, _ body: JSON, to question: Question) -> String {
        let answer = HTTPResponse(status: status, body: body.bytes())
        return short(Doubt.finding(.success(answer), to: question, delivery { $0.firstAttempt = 100_000_000 }))
    }

    private func short(_ finding: Doubt.Finding) -> String {
        switch finding {
        case .arrived(.delivered(let id, _)): "arrived \(id ?? "")"
        case .arrived(let outcome): "arrived \(outcome)"
        case .absent: "absent"
        case .more(.history(let search, _)): "more \(search.part)"
        case .more(.destination): "more"
        case .unavailable: "unavailable"
        case .unanswered(.tryAgain(let failure)):
            failure.isInDoubt ? "unanswered\(failure.slowsLane ? ", slows the lane" : "")" : "not in doubt"
        case .unanswered(let verdict): "unanswered \(verdict)"
        }
    }

    private func history(_ entries: (id: String, from: String, text: String, time: Int64)...) -> JSON {
        let messages = entries.map { entry -> JSON in
            [
                "id": .string(entry.id), "from": .string(entry.from), "text": .string(entry.text),
                "timestamp": .int(entry.time),
            ]
        }
        return ["success": true, "messages": .array(messages)]
    }

    /// After the last confirmed message there is only the one in doubt.
    @Test func anyMessageAfterTheAnchorIsTheOneInDoubt() {
        let page = history(("o", "Employee", "a", 100_000_001), ("m", "User", "other words", 100_000_002))
        #expect(finding(200, page, to: Self.forward) == "arrived m")
    }

    /// Without an anchor only the same words of the last day count.
    @Test func aSearchBackwardComparesTheWordsAndTheTime() {
        let day: Int64 = 86_400_000
        let before = 100_000_000 - day
        #expect(finding(200, history(("m", "User", "a", before + 1)), to: Self.backward) == "arrived m")
        #expect(finding(200, history(("m", "User", "b", before + 1)), to: Self.backward) == "more before(\"m\")")
        #expect(finding(200, history(("m", "User", "a", before)), to: Self.backward) == "absent")
    }

    @Test func aPageWithoutTheMessageLeadsToTheNextOne() {
        let page = history(("o1", "Employee", "a", 100_000_001), ("o2", "Employee", "b", 100_000_002))
        #expect(finding(200, page, to: Self.forward) == "more after(\"o2\")")
        #expect(finding(200, history(), to: Self.forward) == "absent")
    }

    @Test(arguments: [
        (403, 8, "unavailable"), (429, nil, "unanswered, slows the lane"), (500, 7, "unanswered"),
        (502, nil, "unanswered"), (200, nil, "unanswered"),
    ])
    func aQuestionWithoutAnAnswerLeavesTheDoubt(status: Int, code: Int?, expected: String) {
        let body: JSON = code.map { ["success": false, "error_code": .int(Int64($0))] } ?? "a page"
        for question in [Self.forward, Self.backward, .destination] {
            #expect(finding(status, body, to: question) == expected)
        }
    }

    @Test func aRefusedKeyPauses() {
        let found = finding(401, ["success": false, "error_code": 2], to: Self.forward)
        #expect(found.hasPrefix("unanswered pause"))
    }

    @Test func aRefusedAnchorIsSearchedForInAnotherWay() {
        let refusal: JSON = ["success": false, "error_code": 9]
        #expect(finding(400, refusal, to: Self.forward) == "more newest")
        #expect(finding(400, refusal, to: Self.backward) == "unanswered")
        #expect(finding(400, refusal, to: .destination) == "unanswered")
    }

    @Test func aBodyThatCannotBeReadIsNoAnswer() {
        #expect(finding(200, ["success": true, "messages": "none"], to: Self.forward) == "unanswered")
        #expect(finding(200, ["success": true, "destination": "none"], to: .destination) == "unanswered")
    }

    @Test func aSelectedGroupIsTheArrival() {
        let group: JSON = ["destination_id": "1"]
        #expect(finding(200, ["success": true, "destination": group], to: .destination) == "arrived ")
        #expect(finding(200, ["success": true], to: .destination) == "absent")
    }

    @Test func aLostAnswerLeavesTheDoubt() {
        let failure = HTTPFailure(outcome: .notSent, description: "")
        #expect(short(Doubt.finding(.failure(failure), to: Self.forward, Delivery())) == "unanswered")
    }

    // MARK: The conclusion

    private func conclude(_ finding: Doubt.Finding, _ call: LiveTexCall = text, probes: Int64 = 0) -> Doubt.Conclusion {
        var doubt = Doubt()
        return doubt.conclude(
            finding, about: QueuedCall(number: 1, call: .liveTex(call)), delivery { $0.probes = probes }, in: Self.lane,
            limit: 2)
    }

    @Test func anAbsentMessageIsAskedForTwice() {
        #expect(conclude(.absent) == .askLater(probes: 1))
        #expect(conclude(.absent, probes: 1) == .goOut)
        #expect(conclude(.absent, .select(Self.selection)) == .askLater(probes: 1))
        #expect(conclude(.absent, .reselect(Self.selection)) == .goOut)
    }

    @Test func otherFindingsLeadToTheirConclusions() {
        let verdict = Verdict.pause(reason: "")
        #expect(conclude(.arrived(.delivered(messageID: "m"))) == .arrived(.delivered(messageID: "m")))
        #expect(conclude(.more(Self.forward)) == .askOn)
        #expect(conclude(.unavailable) == .goOut)
        #expect(conclude(.unanswered(verdict)) == .unanswered(verdict))
    }

    /// A search goes on where it was, but only for its own call.
    @Test func aSearchBelongsToItsCall() {
        var doubt = Doubt()
        let inDoubt = delivery { $0.isInDoubt = true }
        func part(of number: Int64) -> String? {
            let call = QueuedCall(number: number, call: .liveTex(Self.text))
            guard
                case .history(let search, _) = doubt.question(
                    about: call, inDoubt, in: Self.lane, of: Dialog(), .v1_2)
            else { return nil }
            return "\(search.part)"
        }
        let call = QueuedCall(number: 1, call: .liveTex(Self.text))
        _ = doubt.conclude(.more(Self.forward), about: call, inDoubt, in: Self.lane, limit: 2)
        #expect(part(of: 1) == "after(\"anchor\")")
        #expect(part(of: 2) == "newest")
        _ = doubt.conclude(.absent, about: call, inDoubt, in: Self.lane, limit: 2)
        #expect(part(of: 1) == "newest")
    }
}
