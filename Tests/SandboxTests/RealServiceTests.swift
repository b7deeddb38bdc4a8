import ChannelBundle
import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// One side of the sandbox is a real service. Here another sandbox plays it.
@Suite struct RealServiceTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(secretFiles: ["token", "key"]) }

    private func secret(_ name: String, of sandbox: Sandbox, in file: String) throws -> SecretReference {
        .file(try directory.write(try #require(sandbox.receiverEnvironment[name]), to: file))
    }

    private func post(_ wire: Wire, _ path: String, _ body: JSON, _ headers: [String] = []) async throws -> String {
        let text = body.text()
        return try await wire.request(
            "POST \(path)", headers + ["Content-Type: application/json", "Content-Length: \(text.utf8.count)"],
            body: text)
    }

    @Test func callsGoToARealLiveTex() async throws {
        try await withSandbox { real, realWire in
            let token = try secret("SANDBOX_SUPPORT_LIVETEX_TOKEN", of: real, in: "token")
            let key = try secret("SANDBOX_SUPPORT_WEBHOOK_KEY", of: real, in: "key")
            let binding = Binding.sandbox {
                $0.token = token
                $0.webhookKeys = [key]
            }
            let receiver = try ScriptedReceiver()
            try await withSandbox(
                [binding],
                {
                    $0.liveTexURL = real.url
                    $0.receiver = receiver.path
                }
            ) { sandbox, wire in
                let answer = try await wire.call("sendText", ["user_id": "49:1", "text": "?"], key: realWire.key())
                #expect(answer.status == 200 && answer.body["success"] == true)
                #expect(real.liveTex.users() == ["49:1"] && sandbox.liveTex.users().isEmpty)
                #expect(sandbox.journal.entries.map(\.name) == ["sendText"])
                // Faults strike here too.
                sandbox.faults.add(Fault(.liveTex, .answer(status: 503)))
                #expect(
                    try await wire.call("sendText", ["user_id": "49:1", "text": "?"], key: realWire.key()).status == 503
                )
                #expect(real.liveTex.calls.count == 1)
                // LiveTex's webhook is noted without its secret, and nobody plays its operators.
                let webhook = try await post(
                    wire, "/hooks/livetex/support",
                    ["type": "Closed", "user_id": "49:1", "webhook_key": .string(try key.resolve())])
                #expect(webhook.hasPrefix("HTTP/1.1 200 "))
                let noted = try #require(sandbox.journal.entries(.webhook).first)
                #expect(noted.request["webhook_key"] == "***" && noted.user == "49:1" && noted.outcome?.status == 200)
                let refused = await sandbox.control(
                    "/sandbox/operator/says", ["operator": "501", "user": "49:1", "text": "?"])
                #expect(refused["error"]?.string?.contains("is a real service") == true)
            }
        }
    }

    @Test func eventsGoToARealPlatform() async throws {
        try await withSandbox { real, _ in
            let token = try secret("SANDBOX_SUPPORT_BOT_TOKEN", of: real, in: "token")
            let key = try secret("SANDBOX_SUPPORT_ACCEPT_TOKEN", of: real, in: "key")
            let binding = Binding.sandbox {
                $0.platform.token = token
                $0.platform.acceptTokens = [key]
            }
            let receiver = try ScriptedReceiver()
            try await withSandbox(
                [binding],
                {
                    $0.platformURL = "\(real.url)/platform/call/support"
                    $0.receiver = receiver.path
                }
            ) { sandbox, wire in
                let event: JSON = [
                    "v": 1, "id": "e1", "type": "notice", "ts": "2026-11-23T08:01:00.000Z", "bot_id": 49,
                    "lead": ["id": 1, "channel": "telegram"], "data": ["kind": "system", "text": "Ждите"],
                ]
                let authorization = ["Authorization: Bearer \(try token.resolve())"]
                let answer = try await post(wire, "/platform/call/support", event, authorization)
                #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("accepted"))
                #expect(real.platform.events.map(\.id) == ["e1"])
                // What breaks the contract does not leave.
                let wrong = try await post(wire, "/platform/call/support", ["v": 2], authorization)
                #expect(wrong.hasPrefix("HTTP/1.1 422 "))
                #expect(real.platform.calls.count == 1)
                // What the real bot sends to the bridge is on the lead's phone.
                let said: JSON = [
                    "v": 1, "id": "e2", "type": "lead.message", "bot_id": 49, "lead": ["id": 1, "channel": "telegram"],
                    "data": ["message": ["id": "m", "text": "Привет"]],
                ]
                _ = try await post(wire, "/hooks/bot/support", said)
                #expect(sandbox.platform.leadView(Lead(1)).map(\.text) == ["Ждите", "Привет"])
                #expect(sandbox.journal.entries(.platformEvent).map(\.name) == ["lead.message"])
                let refused = await sandbox.control("/sandbox/lead/says", ["lead": ["id": 1], "text": "?"])
                #expect(refused["error"]?.string?.contains("is a real service") == true)
            }
        }
    }

    @Test func aMissingSecretIsNamed() async throws {
        var options = SandboxOptions(bindings: [.sandbox { $0.token = .environment("NO_SUCH_TOKEN") }])
        options.liveTexURL = "https://livetex.example"
        await #expect(throws: SecretError(description: "the environment variable NO_SUCH_TOKEN is not set")) {
            try await Sandbox.start(options)
        }
    }
}
