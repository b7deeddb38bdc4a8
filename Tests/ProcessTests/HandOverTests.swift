import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// A hand-over with a history, files with secret addresses, and an operator who goes silent, through the real programs.
@Suite struct HandOverTests {
    /// What was mirrored by an event or an earlier request comes once.
    @Test func aHistoryIsMirroredOnceAndInOrder() async throws {
        try await Bridge.run(environment: Bridge.patience) { bridge async throws in
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            var hello = ScriptedEvent.leadMessage(bridge.lead, id: "m1", text: "Здравствуйте")
            hello.id = "E1"
            await bridge.send(hello)
            func request(_ more: [JSON] = []) -> ScriptedEvent {
                let history: [JSON] = [
                    ["from": "lead", "text": "Здравствуйте", "id": "E1"],
                    ["from": "bot", "text": "Чем помочь?", "menu": ["items": [["code": "1", "label": "О нас"]]]],
                    [
                        "from": "lead", "ts": "2026-11-23T08:00:00.000Z",
                        "attachments": [["kind": "image", "url": "https://files.example/a.png"]],
                    ],
                ]
                return ScriptedEvent(
                    "transfer.request", bridge.lead, data: ["reason": "просит", "history": .array(history + more)])
            }
            let reply = await bridge.send(request())
            #expect(reply.data["outcome"] == "transferred")
            try await bridge.settle()
            let first = [
                "🙂 Клиент\nЗдравствуйте", "🤖 Бот\nЧем помочь?\n1. О нас", "[https://files.example/a.png]",
            ]
            #expect(bridge.visitorTexts == first)
            try bridge.sandbox.liveTex.closes("Анна", bridge.user)
            try await eventually("the dialog is back") {
                bridge.sandbox.platform.events.last?.type == "dialog.returned"
            }
            await bridge.send(request([["from": "bot", "text": "И снова"]]))
            try await bridge.settle()
            #expect(bridge.visitorTexts == first + ["🤖 Бот\nИ снова"])
        }
    }

    @Test func aSecretAddressReachesNeitherLiveTexNorTheLogNorTheStore() async throws {
        try await Bridge.run(environment: Bridge.patience) { bridge async throws in
            await bridge.send(
                .leadMessage(
                    bridge.lead, id: "m", text: "Смотрите",
                    attachments: [.init("image", "https://api.telegram.org/file/bot123:AAsecret/photos/file_1.jpg")]))
            try await bridge.settle()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nСмотрите\n📎 image"])
            let log = String(decoding: try FileSystem.read("\(bridge.sandbox.workDirectory)/log"), as: UTF8.self)
            #expect(log.contains("has files whose addresses hold a credential; 1 are not sent"))
            #expect(!log.contains("AAsecret"))
            let shown = try await bridge.command("dialogs", "show", "support/\(bridge.user)")
            #expect(!shown.outputText.contains("AAsecret"))
        }
    }

    /// A `Closed` that was lost must not leave a lead with nobody.
    @Test func aSilentOperatorsDialogReturnsToTheBot() async throws {
        try await Bridge.run(environment: Bridge.patience, binding: { $0.rules.operatorTimeout = 1_000 }) {
            bridge async throws in
            try await bridge.transfer()
            try await eventually("the dialog is back") {
                bridge.sandbox.platform.events.last?.type == "dialog.returned"
            }
            let returned = try #require(bridge.sandbox.platform.events.last)
            #expect(returned.data["by"] == "timeout" && returned.data["run_script"]?["type"] == "return")
            #expect(returned.data["operator"]?["name"] == "Анна")
            #expect(bridge.leadTexts.last == "Диалог возвращён боту: давно не было сообщений")
            try await bridge.settle()
            #expect(bridge.visitorTexts.last == "Клиент вернулся к боту")
            #expect(await bridge.send(.transferCancel(bridge.lead)).body["reason"] == "not_transferred")
        }
    }
}
