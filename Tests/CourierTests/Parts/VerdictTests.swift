import Dialog
import HTTPTransport
import JSON
import Testing

@testable import Courier

@Suite struct VerdictTests {
    private static let text = Call.liveTex(.sendText("a"))
    private static let event = Call.platform(
        PlatformCall(id: "e", time: 0, kind: .notice(.system, text: "a", nil)))

    /// The short form of a verdict in the tables below.
    private func short(_ verdict: Verdict) -> String {
        switch verdict {
        case .done(let outcome): "done \(outcome)"
        case .tryAgain(let failure):
            (["again"] + (failure.isInDoubt ? ["in doubt"] : []) + (failure.slowsLane ? ["slows the lane"] : [])
                + (failure.pause.map { ["\($0)"] } ?? [])).joined(separator: ", ")
        case .refused: "refused"
        case .pause: "pause"
        }
    }

    private func judge(_ call: Call, _ status: Int, _ body: JSON = .null, _ headers: [String: String] = [:]) -> String {
        short(Verdict(.success(HTTPResponse(status: status, headers: headers, body: body.bytes())), for: call))
    }

    @Test(arguments: [
        (200, nil, "again, in doubt"), (204, nil, "again, in doubt"), (302, nil, "again"), (400, 9, "refused"),
        (401, nil, "pause"), (401, 2, "pause"), (200, 1, "pause"), (403, 8, "refused"), (404, nil, "refused"),
        (408, nil, "again"), (429, nil, "again, slows the lane"), (500, 7, "again"), (200, 7, "again"),
        (502, nil, "again, in doubt"),
    ])
    func anAnswerOfLiveTexThatIsNoSuccess(status: Int, code: Int?, verdict: String) {
        let body: JSON = code.map { ["success": false, "error_code": .int(Int64($0))] } ?? "a page"
        #expect(judge(Self.text, status, body) == verdict)
    }

    @Test func aSuccessOfLiveTexSaysWhatItDid() {
        #expect(
            Verdict(
                .success(
                    HTTPResponse(
                        status: 200,
                        body: JSON.object(["success": true, "message_id": "m", "timestamp": 5]).bytes())),
                for: Self.text) == .done(.delivered(messageID: "m", timestamp: 5)))
        let group: JSON = ["destination_id": "1", "name": "Support", "has_online": true]
        let check = Call.liveTex(.checkOperators)
        #expect(
            Verdict(
                .success(
                    HTTPResponse(
                        status: 200, body: JSON.object(["success": true, "destinations": [group]]).bytes())),
                for: check)
                == .done(.checked(OperatorGroup(id: "1", name: "Support"), online: true)))
        #expect(judge(check, 200, ["success": true, "destinations": "none"]) == "refused")
    }

    @Test(arguments: [
        (200, "done"), (202, "done"), (301, "again"), (400, "refused"), (401, "pause"), (403, "pause"),
        (404, "refused"), (408, "again"), (410, "refused"), (429, "again, slows the lane"), (500, "again"),
        (503, "again"),
    ])
    func anAnswerOfThePlatform(status: Int, verdict: String) {
        let answer = judge(Self.event, status)
        #expect(verdict == "done" ? answer.hasPrefix("done") : answer == verdict)
    }

    @Test(arguments: [("120", ", 120000"), ("1000000", ", 86400000"), ("-1", ", 0"), ("Mon, 1 Dec", "")])
    func retryAfterIsReadInSecondsAndIsAtMostADay(value: String, pause: String) {
        #expect(judge(Self.event, 503, .null, ["retry-after": value]) == "again\(pause)")
        #expect(judge(Self.text, 500, ["error_code": 7], ["retry-after": value]) == "again\(pause)")
    }

    @Test(arguments: [
        (HTTPFailure.Outcome.notSent, "again"), (.unknown, "again, in doubt"), (.forbiddenAddress, "pause"),
    ])
    func aRequestWithoutAnAnswer(outcome: HTTPFailure.Outcome, verdict: String) {
        for call in [Self.text, Self.event] {
            #expect(short(Verdict(.failure(HTTPFailure(outcome: outcome, description: "")), for: call)) == verdict)
        }
    }
}
