import ChannelBundle
import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// What the platform refuses from the bridge, and how it sends events.
@Suite struct PlatformTests {
    static let notice: [String: JSON] = [
        "v": 1, "id": "lt:support:joined:e1", "type": "notice", "ts": "2026-11-23T08:00:00.000Z", "bot_id": 49,
        "lead": ["id": 30400, "channel": "telegram", "name": "Иван"],
        "data": [
            "kind": "operator_joined", "text": "Оператор Анна подключился", "operator": ["id": "501", "name": "Анна"],
        ],
    ]
    let lead = Lead(30400, name: "Иван")

    /// Sends an envelope as the bridge would.
    private func post(
        _ sandbox: Sandbox, _ body: [UInt8], token: String? = nil, headers: [(name: String, value: String)] = []
    ) async throws -> (status: Int, body: JSON) {
        let token = token ?? sandbox.receiverEnvironment["SANDBOX_SUPPORT_BOT_TOKEN"] ?? ""
        let answer = try await CurlSender().post(
            "\(sandbox.url)/platform/call/support",
            headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(token)")] + headers, body: body,
            timeout: 10_000
        ).get()
        return (answer.status, try JSON(parsing: answer.body))
    }

    private func notice(_ changes: [String: JSON]) -> [UInt8] {
        JSON.object(Self.notice.merging(changes) { $1 }).bytes()
    }

    @Test func acceptsOnceAndShowsTheLead() async throws {
        try await withSandbox { sandbox, _ in
            let body = notice([:])
            let first = try await post(sandbox, body)
            #expect(first.body == ["id": "lt:support:joined:e1", "status": "accepted"])
            let second = try await post(sandbox, body)
            #expect(second.body == ["id": "lt:support:joined:e1", "status": "duplicate"])
            let conflict = try await post(sandbox, notice(["data": ["kind": "system", "text": "другое"]]))
            #expect(conflict.status == 409)
            #expect(sandbox.platform.events(lead).map(\.kind) == ["operator_joined"])
            #expect(sandbox.platform.events(Lead("30400")).isEmpty)
            #expect(sandbox.platform.duplicates == 1)
            #expect(sandbox.platform.leadView(lead) == [TranscriptLine(.system, "Оператор Анна подключился")])
            #expect(sandbox.platform.calls.map(\.outcome?.status) == [200, 200, 409])
        }
    }

    @Test(
        arguments: [
            (["v": 2], "v"), (["v": "1"], "v"), (["id": "a b"], "id"),
            (["id": .string(String(repeating: "a", count: 129))], "id"),
            (["type": "typing"], "type"), (["ts": "2026-11-23 08:00:00Z"], "ts"), (["ts": 1], "ts"),
            (["bot_id": true], "bot_id"),
            (["lead": ["id": 1, "channel": 1]], "lead.channel"),
            (["lead": ["id": .double(1.5), "channel": "x"]], "lead.id"), (["data": []], "data"),
            (["data": ["kind": "joined", "text": "x"]], "data.kind"),
            (["data": ["kind": "system", "text": ""]], "data.text"),
            (["data": ["kind": "system", "text": "x", "operator": ["id": 501, "name": "A"]]], "data.operator.id"),
            (["type": "operator.message", "data": ["message": ["id": "1", "text": "x"]]], "data.operator"),
            (
                ["type": "operator.message", "data": ["operator": ["id": "1", "name": "A"], "message": ["id": "1"]]],
                "data.message.text"
            ),
            (
                [
                    "type": "operator.message",
                    "data": [
                        "operator": ["id": "1", "name": "A"],
                        "message": ["id": "1", "attachments": [["kind": "image", "url": "a.png"]]],
                    ],
                ], "data.message.attachments[0].url"
            ),
            (["type": "transfer.result", "data": ["request_id": "1", "outcome": "no_operators"]], "data.run_script"),
            (
                ["type": "dialog.returned", "data": ["by": "timeout", "run_script": ["type": "return"]]],
                "data.run_script.type"
            ),
            (
                ["type": "operator.command", "data": ["operator": ["id": "1", "name": "A"], "command": "/exit"]],
                "data.command"
            ),
        ] as [([String: JSON], String)])
    func refusesWhatTheContractDoesNotHave(changes: [String: JSON], field: String) async throws {
        try await withSandbox { sandbox, _ in
            let answer = try await post(sandbox, notice(changes))
            #expect(answer.status == 422)
            #expect(answer.body["error"]?["field"]?.string == field)
            #expect(sandbox.platform.events.isEmpty)
        }
    }

    @Test func checksTokenTypeAndLength() async throws {
        try await withSandbox { sandbox, wire in
            let statuses = try await [
                post(sandbox, notice([:]), token: "wrong").status, post(sandbox, Array("{".utf8)).status,
            ]
            #expect(statuses == [401, 400])
            let answers = try await [
                wire.request("GET /platform/call/support"), wire.request("POST /platform/call/other"),
                wire.request("POST /platform/call/support"),
            ]
            #expect(answers.map { $0.prefix(12) } == ["HTTP/1.1 405", "HTTP/1.1 404", "HTTP/1.1 411"])
            #expect(sandbox.platform.events.isEmpty)
        }
    }

    @Test func checksTheSignatureWhereThereIsASecret() async throws {
        try await withSandbox([.sandbox(signed: true)]) { sandbox, _ in
            let secret = try #require(sandbox.receiverEnvironment["SANDBOX_SUPPORT_SIGNING_SECRET"])
            let body = notice([:])
            let signature = WebhookSignature(secrets: [secret])
            let now = Clock.wall() / 1000
            func status(_ headers: [(name: String, value: String)], _ body: [UInt8]) async throws -> Int {
                try await post(sandbox, body, headers: headers).status
            }
            let id = "lt:support:joined:e1"
            let statuses = try await [
                status([], body),
                status(signature.headers(id: id, seconds: now - 600, body: body), body),
                status(signature.headers(id: id, seconds: now, body: notice(["bot_id": 50])), body),
                status(WebhookSignature(secrets: ["whsec_AAAA"]).headers(id: id, seconds: now, body: body), body),
                status(signature.headers(id: "other", seconds: now, body: body), body),
                status(signature.headers(id: id, seconds: now, body: body), body),
            ]
            #expect(statuses == [401, 401, 401, 401, 401, 200])
        }
    }

    /// The example of the specification's reference implementations.
    @Test func signsAsTheSpecificationDoes() {
        let signature = WebhookSignature(secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
        let headers = signature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(headers.last?.value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func misbehavesWhenTold() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.faults.add(Fault(.platform, .answer(status: 404)))
            sandbox.faults.add(Fault(.platform, .answer(status: 410), on: "notice"))
            sandbox.faults.add(Fault(.platform, .loseAnswer))
            let unknown = try await post(sandbox, notice([:]))
            #expect(unknown.status == 404 && unknown.body["error"]?["code"] == "lead_unknown")
            #expect(try await post(sandbox, notice([:])).body["error"]?["code"] == "lead_unreachable")
            #expect(sandbox.platform.events.isEmpty)
            await #expect(throws: SendFailure.self) { try await post(sandbox, notice([:])) }
            #expect(sandbox.platform.events.count == 1)
            #expect(try await post(sandbox, notice([:])).body["status"] == "duplicate")
        }
    }

    @Test func repeatsTheSameBytesUntilItIsAnswered() async throws {
        let receiver = try ScriptedReceiver(
            #"""
            if [ $(/usr/bin/wc -l <"$directory/bodies") -lt 3 ]; then
                printf 'Status: 503 Busy\r\nRetry-After: 0\r\n\r\n'
            else
                printf 'Content-Type: application/json\r\n\r\n{"status":"accepted","data":{"outcome":"pending"}}'
            fi
            """#)
        try await withSandbox([.sandbox(signed: true)], { $0.receiver = receiver.path }) { sandbox, _ in
            let reply = await sandbox.platform.send(.transferRequest(lead, attributes: ["номер_заявки": 705]))
            #expect(reply.attempts == 3 && reply.status == 200 && reply.outcome == "accepted")
            #expect(reply.data == ["outcome": "pending"])
            #expect(receiver.bodies.count == 3 && Set(receiver.bodies).count == 1)
            let line = try #require(receiver.bodies.first)
            #expect(line.hasPrefix("/bot/support {"))
            let envelope = try JSON(parsing: String(line.drop { $0 != "{" }))
            #expect(envelope["data"] == ["attributes": ["номер_заявки": 705]])
            #expect(
                envelope["bot_id"] == 49 && envelope["lead"] == ["id": 30400, "channel": "telegram", "name": "Иван"])
            #expect(envelope["id"]?.string == reply.id)
            #expect(UTCTime.isTime(try #require(envelope["ts"]?.string)))
            #expect(sandbox.journal.entries(.platformEvent).map(\.attempt) == [1, 2, 3])
        }
    }

    @Test func doesNotRepeatARefusal() async throws {
        let receiver = try ScriptedReceiver(
            #"printf 'Status: 422 No\r\nContent-Type: application/json\r\n\r\n{"error":{"code":"invalid_event"}}'"#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, _ in
            let reply = await sandbox.platform.send(
                .botMessage(lead, id: "m1", text: "Чем помочь?", menu: [.init("1", "О нас")]))
            #expect(reply.attempts == 1 && reply.status == 422 && reply.errorCode == "invalid_event")
            #expect(sandbox.platform.leadView(lead) == [TranscriptLine(.bot, "Чем помочь?\n( О нас )")])
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_420_799_999, "2026-11-23T07:59:59.999Z"), (4_107_542_399_001, "2100-02-28T23:59:59.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func writesTimes(milliseconds: Int64, text: String) {
        #expect(UTCTime.text(milliseconds) == text)
        #expect(UTCTime.isTime(text))
    }
}
