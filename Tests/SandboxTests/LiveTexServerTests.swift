import JSON
import LiveTexModel
import Testing

@testable import Sandbox

/// The contact points of several bindings, and what the journal holds of their calls.
@Suite struct LiveTexServerTests {
    @Test func bindingsAreApart() async throws {
        try await withSandbox([.sandbox(), .sandbox("sales")]) { sandbox, wire in
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "x"], key: wire.key("sales"))
            #expect(sandbox.liveTex.users().isEmpty)
            #expect(sandbox.liveTex.users(binding: "sales") == ["49:1"])
            #expect(throws: OperatorError.unknownUser("49:1")) {
                try sandbox.liveTex.operatorSays("Анна", to: "49:1", "?")
            }
            #expect(throws: SandboxError.unknownBinding("x")) { try sandbox.liveTex.setOnline("Анна", binding: "x") }
        }
    }

    @Test func operatorsSeeTheDialogOnceAGroupIsChosen() async throws {
        try await withSandbox { sandbox, wire in
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "раз"])
            _ = try await wire.call(
                "sendFile", ["user_id": "49:1", "url": "https://a/b.png", "file_name": "b.png"])
            #expect(sandbox.liveTex.operatorView("49:1").isEmpty)
            _ = try await wire.call(
                "selectDestination", ["user_id": "49:1", "destination_type": "Department", "destination_id": "70001"])
            #expect(
                sandbox.liveTex.operatorView("49:1") == [
                    TranscriptLine(.lead, "раз"), TranscriptLine(.lead, "[b.png] https://a/b.png"),
                ])
        }
    }

    @Test func theJournalHasEveryCallAndNoSecret() async throws {
        try await withSandbox { sandbox, wire in
            let body: JSON = ["url": "http://127.0.0.1:1/", "webhook_key": .string(wire.key())]
            _ = try await wire.call("setWebhook", body)
            _ = try await wire.call("sendText", ["user_id": "49:1"])
            #expect(sandbox.liveTex.calls.map(\.name) == ["setWebhook", "sendText"])
            #expect(sandbox.liveTex.calls.map(\.outcome?.status) == [200, 400])
            #expect(sandbox.liveTex.calls.map(\.user) == ["", "49:1"])
            let text = sandbox.journal.entries.map(\.line).joined()
            #expect(text.contains(#""webhook_key":"***""#))
            #expect(!text.contains(wire.key()))
        }
    }

    @Test func noWebhookIsRegisteredUnlessAskedFor() async throws {
        try await withSandbox([.sandbox()], { $0.registersWebhooks = false }) { _, wire in
            let settings = try await wire.call("getWebhookSettings", nil)
            #expect(settings.body["url"] == "")
        }
    }
}
