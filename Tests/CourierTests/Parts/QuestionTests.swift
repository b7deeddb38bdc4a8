import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import Record
import Testing

@testable import Courier

/// Which question is asked about a call, what an answer says, and what follows.
@Suite struct QuestionTests {
    private static let key = DialogKey(binding: "support", userID: "49:1")
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
        let call = QueuedCall(number: 1, call: call)
        switch Doubt().question(about: call, delivery, of: Self.key, dialog, version, now: 0) {
        case .history(let search): return "history \(search.part)"
        case .destination: return "destination"
        case nil: return nil
        }
    }

    @Test func aMessageInDoubtIsLookedForInTheHistory() {
        for call in [Self.text, Self.file] {
            #expect(question(about: .liveTex(call)) == "history newest")
            #expect(question(about: .liveTex(call), isInDoubt: false) == nil)
        }
        #expect(question(about: .liveTex(Self.text), .v1_1) == "history newest")
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

    private static let anchored = Question.history(search(after: "anchor"))
    private static let unanchored = Question.history(search(after: nil))

    private static func search(
        for call: LiveTexCall = text, after anchor: String?, expectedCopies: Int = 0,
        _ limits: HistorySearch.Limits = HistorySearch.Limits()
    ) -> HistorySearch {
        HistorySearch(
            for: HistorySearch.Target(
                words: call.words ?? MessageWords(text: ""), userID: key.userID, anchor: anchor,
                expectedCopies: expectedCopies, start: start),
            now: 0, limits: limits)
    }

    private static let start: Int64 = 100_000_000

    private func finding(_ status: Int, _ body: JSON, to question: Question, now: Int64 = 0) -> String {
        let answer = HTTPResponse(status: status, body: body.bytes())
        return short(Doubt.finding(.success(answer), to: question, now: now, wall: 0))
    }

    private func short(_ finding: Doubt.Finding) -> String {
        switch finding {
        case .arrived(.delivered(let id, _)): "arrived \(id ?? "")"
        case .arrived(let outcome): "arrived \(outcome)"
        case .absent: "absent"
        case .more(.history(let search)): "more \(search.part)"
        case .more(.destination): "more"
        case .unavailable: "unavailable"
        case .unanswered(.tryAgain(let failure)):
            failure.isInDoubt ? "unanswered\(failure.slowsLane ? ", slows the lane" : "")" : "not in doubt"
        case .unanswered(let verdict): "unanswered \(verdict)"
        }
    }

    /// An entry at so many milliseconds after the day before the first attempt; of the call's user, unless said otherwise.
    private func entry(
        _ id: String, _ text: String, at time: Int64, from: String = "User", user: String? = key.userID
    ) -> JSON {
        .members([
            "type": "TextMessage", "id": .string(id), "from": .string(from), "text": .string(text),
            "timestamp": .int(Self.start + time), "user_id": user.map { .string($0) },
        ])
    }

    private func history(_ entries: JSON...) -> JSON { ["success": true, "messages": .array(entries)] }

    /// It has arrived if its words are there after the last confirmed message, and by nothing else.
    @Test func onlyTheSameWordsOfTheSameUserAfterTheAnchorAreTheMessage() {
        let anchor = entry("anchor", "a", at: 5)
        #expect(finding(200, history(anchor, entry("m", "a", at: 6)), to: Self.anchored) == "arrived m")
        #expect(finding(200, history(anchor, entry("m", " a\n", at: 6)), to: Self.anchored) == "arrived m")
        #expect(finding(200, history(anchor, entry("m", "a", at: 6, user: nil)), to: Self.anchored) == "arrived m")
        for other in [
            entry("m", "other words", at: 6), entry("m", "a", at: 6, from: "Employee"), entry("m", "a", at: 4),
            entry("m", "a", at: 5), entry("m", "a", at: 6, user: "49:2"),
        ] {
            #expect(finding(200, history(anchor, other), to: Self.anchored) == "absent", "\(other.text())")
        }
    }

    /// Words are words of a text or of a file.
    @Test func aFileIsKnownByItsAddress() {
        let sent: JSON = [
            "type": "FileMessage", "id": "m", "from": "User", "url": "https://files.example/a",
            "timestamp": .int(Self.start + 6),
        ]
        let search = Question.history(Self.search(for: Self.file, after: "anchor"))
        let anchor = entry("anchor", "a", at: 5)
        #expect(finding(200, history(anchor, sent), to: search) == "arrived m")
        let text = entry("m", "https://files.example/a", at: 6)
        #expect(finding(200, history(anchor, text), to: search) == "absent")
    }

    /// LiveTex may show messages whose ids are not known, with the same words.
    @Test func otherMessagesWithTheSameWordsAreCounted() {
        let question = Question.history(Self.search(after: "anchor", expectedCopies: 1))
        let anchor = entry("anchor", "a", at: 5)
        let first = entry("m", "a", at: 6)
        #expect(finding(200, history(anchor, first), to: question) == "absent")
        #expect(finding(200, history(anchor, first, entry("again", "a", at: 6)), to: question) == "absent")
        #expect(finding(200, history(anchor, first, entry("n", "a", at: 7)), to: question) == "arrived n")
        let unknown = Question.history(Self.search(after: "anchor", expectedCopies: .max))
        #expect(finding(200, history(anchor, first), to: unknown) == "absent")
    }

    /// A history that has no anchor cannot tell.
    @Test func withoutTheAnchorInItAPageSaysNothing() {
        let page = history(entry("m", "a", at: 6), entry("o", "b", at: 7, from: "Employee"))
        #expect(finding(200, page, to: Self.anchored) == "more before(\"m\")")
        #expect(finding(200, history(), to: Self.anchored) == "absent")
    }

    /// A dialog without a confirmed message is new or was quiet for days.
    @Test func withoutAConfirmedMessageTheLastDayCounts() {
        #expect(finding(200, history(entry("m", "a", at: 1)), to: Self.unanchored) == "arrived m")
        #expect(finding(200, history(entry("m", "b", at: 1)), to: Self.unanchored) == "more before(\"m\")")
        #expect(finding(200, history(entry("m", "a", at: 0)), to: Self.unanchored) == "absent")
    }

    /// The message and the anchor may be pages apart, and the pages in any order.
    @Test func whatEarlierPagesShowedCountsOnceTheAnchorIsSeen() throws {
        let first = history(entry("m", "a", at: 6))
        let answer = HTTPResponse(status: 200, body: first.bytes())
        guard case .more(let next) = Doubt.finding(.success(answer), to: Self.anchored, now: 0, wall: 0) else {
            throw Unexpected()
        }
        #expect(finding(200, history(entry("anchor", "a", at: 5)), to: next) == "arrived m")
        #expect(finding(200, first, to: next) == "absent", "an answer without a new entry ends the search")
    }

    private struct Unexpected: Error {}

    /// An endless history means no endless search.
    @Test func aSearchEndsAfterSoManyPagesBytesAndSeconds() {
        func question(_ change: (inout HistorySearch.Limits) -> Void) -> Question {
            var limits = HistorySearch.Limits()
            change(&limits)
            return .history(Self.search(after: "anchor", limits))
        }
        let page = history(entry("m", "b", at: 6))
        #expect(finding(200, page, to: question { _ in }) == "more before(\"m\")")
        #expect(finding(200, page, to: question { $0.pages = 1 }) == "absent")
        #expect(finding(200, page, to: question { $0.bytes = 50 }) == "absent")
        #expect(finding(200, page, to: question { $0.time = 99 }, now: 99) == "absent")
        #expect(finding(200, page, to: question { $0.time = 99 }, now: 98) == "more before(\"m\")")
    }

    @Test(arguments: [
        (403, 8, "unavailable"), (429, nil, "unanswered, slows the lane"), (500, 7, "unanswered"),
        (502, nil, "unanswered"), (200, nil, "unanswered"),
    ])
    func aQuestionWithoutAnAnswerLeavesTheDoubt(status: Int, code: Int?, expected: String) {
        let body: JSON = code.map { ["success": false, "error_code": .int(Int64($0))] } ?? "a page"
        for question in [Self.anchored, .destination] {
            #expect(finding(status, body, to: question) == expected)
        }
    }

    @Test func aRefusedKeyPauses() {
        let found = finding(401, ["success": false, "error_code": 2], to: Self.anchored)
        #expect(found.hasPrefix("unanswered pause"))
    }

    /// It says nothing about the call.
    @Test func aRefusedQuestionLeavesTheDoubt() {
        let refusal: JSON = ["success": false, "error_code": 9]
        for question in [Self.anchored, .destination] { #expect(finding(400, refusal, to: question) == "unanswered") }
    }

    @Test func aBodyThatCannotBeReadIsNoAnswer() {
        #expect(finding(200, ["success": true, "messages": "none"], to: Self.anchored) == "unanswered")
        #expect(finding(200, ["success": true, "destination": "none"], to: .destination) == "unanswered")
    }

    @Test func aSelectedGroupIsTheArrival() {
        let group: JSON = ["destination_id": "1"]
        #expect(finding(200, ["success": true, "destination": group], to: .destination) == "arrived ")
        #expect(finding(200, ["success": true], to: .destination) == "absent")
    }

    @Test func aLostAnswerLeavesTheDoubt() {
        let failure = HTTPFailure(outcome: .notSent, description: "")
        #expect(short(Doubt.finding(.failure(failure), to: Self.anchored, now: 0, wall: 0)) == "unanswered")
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
        #expect(conclude(.more(Self.anchored)) == .askOn)
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
                case .history(let search) = doubt.question(about: call, inDoubt, of: Self.key, Dialog(), .v1_2, now: 0)
            else { return nil }
            return "\(search.part)"
        }
        let call = QueuedCall(number: 1, call: .liveTex(Self.text))
        let page = HTTPResponse(status: 200, body: history(entry("m", "b", at: 6)).bytes())
        let more = Doubt.finding(.success(page), to: Self.anchored, now: 0, wall: 0)
        _ = doubt.conclude(more, about: call, inDoubt, in: Self.lane, limit: 2)
        #expect(part(of: 1) == "before(\"m\")")
        #expect(part(of: 2) == "newest")
        _ = doubt.conclude(.absent, about: call, inDoubt, in: Self.lane, limit: 2)
        #expect(part(of: 1) == "newest")
    }
}
