import ChannelBundle
import JSON
import Sandbox
import TestSupport
import Testing

/// LiveTex's own rules: who sees what when, what is asked for, what is remembered.
@Suite struct LiveTexModelTests {
    let select: JSON = [
        "user_id": "49:1", "destination_type": "Department", "destination_id": "70001", "name": "Иван",
        "attributes": ["номер_заявки": "705"],
    ]

    @Test func keepsMessagesBackUntilAGroupIsChosen() async throws {
        try await withSandbox { sandbox, wire in
            let first = try await wire.call("sendText", ["user_id": "49:1", "text": "раз"])
            let second = try await wire.call(
                "sendFile", ["user_id": "49:1", "url": "https://a/b.png", "file_name": "b.png"])
            #expect(try #require(first.body["timestamp"]?.int) < #require(second.body["timestamp"]?.int))
            #expect(first.body["message_id"]?.string != second.body["message_id"]?.string)
            #expect(sandbox.liveTex.operatorView("49:1").isEmpty)
            #expect(try await wire.call("getCurrentDestination", ["user_id": "49:1"]).body == ["success": true])

            #expect(try await wire.call("selectDestination", select).body == ["success": true])
            #expect(
                sandbox.liveTex.operatorView("49:1") == [
                    TranscriptLine(.lead, "раз"), TranscriptLine(.lead, "[b.png] https://a/b.png"),
                ])
            let conversation = try #require(sandbox.liveTex.conversation("49:1"))
            #expect(conversation.name == "Иван")
            #expect(conversation.attributes == ["номер_заявки": "705"])

            try sandbox.liveTex.closes("Анна", "49:1")
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "снова"])
            #expect(!sandbox.liveTex.operatorView("49:1").contains(TranscriptLine(.lead, "снова")))
        }
    }

    @Test func tellsWhoIsOnlineAsEachEditionDoes() async throws {
        try await withSandbox { sandbox, wire in
            func group(_ version: String) async throws -> JSON? {
                try await wire.call("getDestinations", ["user_id": "49:1"], version: version).body["destinations"]?[0]
            }
            #expect(try await group("1.2")?["has_online"] == false)
            try sandbox.liveTex.setOnline("Анна", hasFreeSlot: false)
            #expect(
                try await group("1.2") == [
                    "destination_type": "Department", "destination_id": "70001", "name": "Поддержка",
                    "has_online": true,
                    "is_available": false,
                ])
            #expect(try await group("1.1")?["is_available"] == nil)
            try sandbox.liveTex.configure {
                $0.groups.insert(LiveTexGroup(id: "1", name: "Пустая", operators: []), at: 0)
            }
            #expect(try await group("1.2")?["name"] == "Пустая")
            try sandbox.liveTex.configure { $0.groups = [] }
            #expect(try await wire.call("getDestinations", nil).body == ["success": true, "destinations": []])
        }
    }

    @Test(arguments: [("1.0", 3), ("1.1", 3), ("1.2", 1)])
    func asksForADestinationAsEachEditionDoes(version: String, times: Int) async throws {
        try await withSandbox { sandbox, wire in
            for text in ["раз", "два", "три"] {
                _ = try await wire.call("sendText", ["user_id": "49:1", "text": .string(text)], version: version)
            }
            // Nobody listens at the receiver, so attempts repeat: what counts is how many different ones there are.
            #expect(sandbox.liveTex.pendingWebhooks == times)
            _ = try await wire.call("selectDestination", select, version: version)
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "четыре"], version: version)
            #expect(sandbox.liveTex.pendingWebhooks == times)
            try sandbox.liveTex.closes("Анна", "49:1")
            let before = sandbox.liveTex.pendingWebhooks
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "пять"], version: version)
            #expect(sandbox.liveTex.pendingWebhooks == before + 1)
        }
    }

    @Test func readingAnnouncesEveryUnreadMessageAndTheSecondReaderToo() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.liveTex.holdsWebhooks = true
            for text in ["раз", "два"] {
                _ = try await wire.call("sendText", ["user_id": "49:1", "text": .string(text)])
            }
            try sandbox.liveTex.reads("Анна", "49:1")
            #expect(try await delivered(wire).isEmpty)
            _ = try await wire.call("selectDestination", select)
            try sandbox.liveTex.delivers("49:1")
            #expect(try await delivered(wire) == ["", ""])
            try sandbox.liveTex.reads("Анна", "49:1")
            try sandbox.liveTex.reads("Анна", "49:1")
            #expect(try await delivered(wire) == ["", "", "501", "501"])
            try sandbox.liveTex.transfers("49:1", to: "Борис")
            #expect(try await delivered(wire).count == 4)
            try sandbox.liveTex.reads("Борис", "49:1")
            #expect(try await delivered(wire) == ["", "", "501", "501", "502"])
        }
    }

    /// The employees of the history's `MessageDelivered` entries, in order.
    private func delivered(_ wire: Wire) async throws -> [String] {
        let messages =
            try await wire.call("getHistory", ["user_id": "49:1", "limit": 100]).body["messages"]?.array ?? []
        return messages.filter { $0["type"] == "MessageDelivered" }.map { $0["employee"]?["employee_id"]?.string ?? "" }
    }

    @Test func historyHasAnAnchorALimitAndTwoDirections() async throws {
        try await withSandbox { sandbox, wire in
            var ids: [String] = []
            for text in ["1", "2", "3", "4"] {
                let sent = try await wire.call("sendText", ["user_id": "49:1", "text": .string(text)])
                ids.append(try #require(sent.body["message_id"]?.string))
            }
            func history(_ parameters: [String: JSON]) async throws -> [String] {
                let body = JSON.object(parameters.merging(["user_id": "49:1"]) { $1 })
                let messages = try await wire.call("getHistory", body, version: "1.1").body["messages"]?.array ?? []
                #expect(messages.allSatisfy { $0["webhook_key"] == nil && $0["from"] == "User" })
                return messages.compactMap { $0["text"]?.string }
            }
            #expect(try await history([:]) == ["1", "2", "3", "4"])
            #expect(try await history(["limit": 2]) == ["3", "4"])
            #expect(try await history(["message_id": .string(ids[2])]) == ["1", "2"])
            #expect(try await history(["message_id": .string(ids[2]), "limit": 1]) == ["2"])
            #expect(try await history(["message_id": .string(ids[1]), "chunk": "After"]) == ["3", "4"])
            #expect(try await history(["message_id": .string(ids[1]), "chunk": "After", "limit": 1]) == ["3"])
            try sandbox.liveTex.configure {
                $0.historyStyle.newestFirst = true
                $0.historyStyle.includesAnchor = true
            }
            #expect(try await history(["message_id": .string(ids[1]), "chunk": "After"]) == ["4", "3", "2"])
        }
    }

    @Test func registersOneWebhookAndShowsIt() async throws {
        try await withSandbox([.sandbox()], { $0.registersWebhooks = false }) { _, wire in
            #expect(try await wire.call("getWebhookSettings", nil).body["url"] == "")
            let registration: JSON = [
                "url": "https://bridge.example.com/hooks/livetex/support", "webhook_key": "s3cret",
                "webhook_event_types": ["TextMessage", "Closed"],
            ]
            #expect(try await wire.call("setWebhook", registration).body == ["success": true])
            #expect(
                try await wire.call("getWebhookSettings", nil).body == [
                    "success": true, "url": "https://bridge.example.com/hooks/livetex/support",
                    "webhook_event_types": ["Closed", "TextMessage"],
                ])
            let old = try await wire.call("setWebhook", registration, version: "1.0")
            #expect(
                old.body["error_message"] == "Invalid data: webhook_event_types is not a field of setWebhook in 1.0")
            #expect(try await wire.call("getWebhookSettings", nil, version: "1.0").body["webhook_event_types"] == nil)
        }
    }

    @Test func bindingsAreApart() async throws {
        try await withSandbox([.sandbox(), .sandbox("sales")]) { sandbox, wire in
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "x"], key: wire.key("sales"))
            #expect(sandbox.liveTex.users().isEmpty)
            #expect(sandbox.liveTex.users(binding: "sales") == ["49:1"])
            #expect(throws: OperatorError.unknownUser("49:1")) {
                try sandbox.liveTex.operatorSays("Анна", to: "49:1", "?")
            }
            #expect(throws: OperatorError.unknownOperator("Ева")) { try sandbox.liveTex.setOnline("Ева") }
            #expect(throws: OperatorError.unknownBinding("x")) { try sandbox.liveTex.setOnline("Анна", binding: "x") }
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
}
