import ChannelBundle
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
        short(
            Verdict(
                .success(HTTPResponse(status: status, headers: headers, body: body.bytes())), for: call, now: Self.now))
    }

    /// 2026-12-01T00:00:00Z
    private static let now: Int64 = 1_796_083_200_000

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
                for: Self.text, now: Self.now) == .done(.delivered(messageID: "m", timestamp: 5)))
        let group: JSON = ["destination_id": "1", "name": "Support", "has_online": true]
        let check = Call.liveTex(.checkOperators)
        #expect(
            Verdict(
                .success(
                    HTTPResponse(
                        status: 200, body: JSON.object(["success": true, "destinations": [group]]).bytes())),
                for: check, now: Self.now)
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

    /// With `acknowledge: id`. The event's id is `e`.
    @Test(arguments: [
        (#"{"id": "e"}"#, true), (#"{"id": "e", "status": "duplicate", "error": null}"#, true),
        (#"{"result": {"id": "e"}}"#, true), (#"{"success": true, "data": {"id": "e"}}"#, true),
        (#"{"result": "{\"id\": \"e\"}"}"#, true), (#"{"id": "job-1", "result": {"id": "e"}}"#, true),
        (#"{"id": "other"}"#, false), (#"{"id": 5}"#, false), (#"{"error": "no such lead"}"#, false), ("[]", false),
        (#"[{"id": "e"}]"#, false), (#""e""#, false), ("", false), ("<html>e</html>", false), ("null", false),
        (#"{"a": {"b": {"id": "e"}}}"#, false), (#"{"result": "e"}"#, false), (#"{"result": "{\"id\": "}"#, false),
        (#"{"v": 1, "id": "e", "type": "notice"}"#, false),
        (#"{"error": "x", "script_request_params": {"v": 1, "id": "e", "type": "notice"}}"#, false),
        (#"{"error": "x", "request": "{\"id\": \"e\", \"type\": \"notice\"}"}"#, false),
    ])
    func onlyAnAnswerWithTheEventsIDAcknowledges(body: String, isAcknowledged: Bool) {
        func judge(_ status: Int, _ acknowledgement: PlatformEndpoint.Acknowledgement) -> String {
            short(
                Verdict(
                    .success(HTTPResponse(status: status, body: Array(body.utf8))), for: Self.event, acknowledgement,
                    now: Self.now))
        }
        for status in [200, 202] {
            let verdict = judge(status, .id)
            #expect(isAcknowledged ? verdict.hasPrefix("done") : verdict == "again", "\(status)")
            #expect(judge(status, .status).hasPrefix("done"))
        }
        for (status, verdict) in [(302, "again"), (401, "pause"), (404, "refused"), (503, "again")] {
            #expect(judge(status, .id) == verdict)
        }
    }

    @Test(arguments: [
        ("120", ", 120000"), (" 120\t", ", 120000"), ("0", ", 0"), ("3600", ", 3600000"), ("3601", ", 3600000"),
        ("86400", ", 3600000"), ("99999999999999999999", ", 3600000"), ("9223372036854775807", ", 3600000"),
        ("Tue, 01 Dec 2026 00:01:00 GMT", ", 60000"), (" Tuesday, 01-Dec-26 00:01:00 GMT ", ", 60000"),
        ("Tue Dec  1 00:01:00 2026", ", 60000"), ("Mon, 30 Nov 2026 23:59:59 GMT", ", 0"),
        ("Sun, 29 Feb 2032 12:00:00 GMT", ", 3600000"), ("Sun, 06 Nov 1994 08:49:37 GMT", ", 0"),
        ("-1", ""), ("", ""), (" ", ""), ("1.5", ""), ("soon", ""), ("Mon, 1 Dec", ""), ("32 Dec 2026 00:00 GMT", ""),
        ("Tue, 32 Dec 2026 00:01:00 GMT", ""), ("Tue, 01 Dez 2026 00:01:00 GMT", ""),
        ("Tue, 01 Dec 2026 24:01:00 GMT", ""), ("Tue, 01 Dec 2026 00:01:00 CET", ""),
    ])
    func retryAfterIsReadAsSecondsOrDateAndIsAtMostAnHour(value: String, pause: String) {
        #expect(judge(Self.event, 503, .null, ["retry-after": value]) == "again\(pause)")
        #expect(judge(Self.text, 500, ["error_code": 7], ["retry-after": value]) == "again\(pause)")
    }

    /// Our clock may be wrong.
    @Test func aDateIsMeasuredByTheAnswersOwnDate() {
        let headers = ["retry-after": "Sun, 06 Nov 1994 08:50:37 GMT", "date": " Sun, 06 Nov 1994 08:49:37 GMT"]
        #expect(judge(Self.event, 503, .null, headers) == "again, 60000")
    }

    @Test func aWaitThatIsCutShortIsNamed() {
        func reason(_ value: String) -> String? {
            let answer = HTTPResponse(status: 429, headers: ["retry-after": value])
            guard case .tryAgain(let failure) = Verdict(.success(answer), for: Self.event, now: Self.now) else {
                return nil
            }
            return failure.reason
        }
        #expect(reason("3600") == "the platform answered 429")
        #expect(
            reason("86400")
                == "the platform answered 429; the answer asks for a wait of 86400 s, and the courier waits 3600 s")
    }

    @Test(arguments: [
        (HTTPFailure.Outcome.notSent, "again"), (.unknown, "again, in doubt"), (.forbiddenAddress, "pause"),
    ])
    func aRequestWithoutAnAnswer(outcome: HTTPFailure.Outcome, verdict: String) {
        for call in [Self.text, Self.event] {
            #expect(
                short(Verdict(.failure(HTTPFailure(outcome: outcome, description: "")), for: call, now: Self.now))
                    == verdict)
        }
    }
}
