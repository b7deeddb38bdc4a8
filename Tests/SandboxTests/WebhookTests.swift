import JSON
import Sandbox
import TestSupport
import Testing

/// How notifications reach the receiver: in order, until 200, and again where a fault says so.
@Suite struct WebhookTests {
    /// A sandbox with one user whose group is chosen, and a receiver that runs a script.
    private func withDialog(
        _ script: String? = nil, _ body: (Sandbox, Wire, ScriptedReceiver) async throws -> Void
    ) async throws {
        let receiver = try script.map { try ScriptedReceiver($0) } ?? ScriptedReceiver()
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "Здравствуйте"])
            _ = try await wire.call(
                "selectDestination", ["user_id": "49:1", "destination_type": "Department", "destination_id": "70001"])
            try await eventually("the selection is asked for") { sandbox.liveTex.pendingWebhooks == 0 }
            try await body(sandbox, wire, receiver)
        }
    }

    /// The texts that the receiver got, in order.
    private func texts(_ receiver: ScriptedReceiver) throws -> [String] {
        try receiver.bodies.compactMap { line in
            try JSON(parsing: String(line.drop { $0 != "{" }))["text"]?.string
        }
    }

    @Test func carriesTheKeyAndTheDocumentedFields() async throws {
        try await withDialog { sandbox, _, receiver in
            let id = try sandbox.liveTex.operatorSays("Анна", to: "49:1", "Добрый день!")
            try await eventually("the text arrives") { sandbox.liveTex.pendingWebhooks == 0 }
            let line = try #require(receiver.bodies.first { $0.contains("TextMessage") })
            #expect(line.hasPrefix("/livetex/support {"))
            let body = try JSON(parsing: String(line.drop { $0 != "{" }))
            #expect(body["webhook_key"]?.string == sandbox.receiverEnvironment["SANDBOX_SUPPORT_WEBHOOK_KEY"])
            #expect(body["id"]?.string == id)
            #expect(body["user_id"] == "49:1" && body["from"] == "Employee" && body["text"] == "Добрый день!")
            #expect(body["employee"] == ["employee_id": "501", "first_name": "Анна", "last_name": "Петрова"])
            #expect(body["timestamp"]?.int != nil)
        }
    }

    @Test func keepsTheOrderWhateverTheReceiverAnswers() async throws {
        // Each notification first gets a status that a careless sender would take for success.
        let script = #"""
            status='200 OK'
            [ "$(/usr/bin/grep -cF -- "$body" "$directory/bodies")" != 1 ] || status='202 Accepted'
            printf 'Status: %s\r\n\r\n' "$status"
            """#
        try await withDialog(script) { sandbox, _, receiver in
            for text in ["раз", "два", "три"] { try sandbox.liveTex.operatorSays("Анна", to: "49:1", text) }
            try await eventually("all arrive") { sandbox.liveTex.pendingWebhooks == 0 }
            var seen: [String] = []
            for text in try texts(receiver) where seen.last != text { seen.append(text) }
            #expect(seen == ["раз", "два", "три"])
            #expect(try texts(receiver).count == 6)
            #expect(sandbox.liveTex.webhooks.contains { $0.outcome?.status == 202 && $0.attempt == 1 })
        }
    }

    @Test func faultsRepeatReorderAndLose() async throws {
        try await withDialog { sandbox, _, receiver in
            sandbox.faults.add(Fault(.webhook, .duplicate(), on: "TextMessage"))
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "раз")
            try await eventually("it arrives twice") { sandbox.liveTex.pendingWebhooks == 0 }
            #expect(try texts(receiver) == ["раз", "раз"])

            sandbox.faults.add(Fault(.webhook, .loseAnswer, on: "TextMessage"))
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "два")
            try await eventually("it arrives twice") { sandbox.liveTex.pendingWebhooks == 0 }
            #expect(try texts(receiver).suffix(2) == ["два", "два"])

            sandbox.faults.add(Fault(.webhook, .overtake, on: "TextMessage"))
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "три")
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "четыре")
            try await eventually("both arrive") { sandbox.liveTex.pendingWebhooks == 0 }
            #expect(try texts(receiver).suffix(2) == ["четыре", "три"])

            sandbox.faults.add(Fault(.webhook, .drop, on: "TextMessage"))
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "пять")
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "шесть")
            try await eventually("the rest arrives") { sandbox.liveTex.pendingWebhooks == 0 }
            #expect(try texts(receiver).suffix(1) == ["шесть"])
            #expect(try !texts(receiver).contains("пять"))
        }
    }

    @Test func waitsForARegistrationAndHonoursItsTypes() async throws {
        try await withDialog { sandbox, wire, receiver in
            try sandbox.liveTex.forgetWebhook()
            try sandbox.liveTex.holds("49:1", "Оставайтесь на связи")
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "раз")
            #expect(sandbox.liveTex.pendingWebhooks > 0)
            let registered = try await wire.call(
                "setWebhook",
                [
                    "url": .string("\(sandbox.receiverURL)/livetex/support"), "webhook_key": "new key",
                    "webhook_event_types": ["TextMessage"],
                ])
            #expect(registered.status == 200)
            try await eventually("the text arrives") { sandbox.liveTex.pendingWebhooks == 0 }
            #expect(try texts(receiver) == ["раз"])
            #expect(receiver.bodies.last?.contains(#""webhook_key":"new key""#) == true)
        }
    }

    @Test func restsWhenToldTo() async throws {
        try await withDialog { sandbox, _, receiver in
            sandbox.liveTex.holdsWebhooks = true
            try sandbox.liveTex.closes(nil, "49:1")
            #expect(sandbox.liveTex.pendingWebhooks == 1)
            #expect(!receiver.bodies.contains { $0.contains("Closed") })
            sandbox.liveTex.holdsWebhooks = false
            try await eventually("it arrives") { receiver.bodies.contains { $0.contains(#""type":"Closed""#) } }
        }
    }

    @Test func tellsOfAvailabilityOncePerConversation() async throws {
        try await withDialog { sandbox, wire, receiver in
            _ = try await wire.call("sendText", ["user_id": "49:2", "text": "x"])
            for user in ["49:1", "49:2"] { try sandbox.liveTex.transfers(user, to: "Анна") }
            try await eventually("the assignments are told") { sandbox.liveTex.pendingWebhooks == 0 }
            let before = receiver.bodies.count
            try sandbox.liveTex.setOnline("Анна")
            try await eventually("the status is told") { sandbox.liveTex.pendingWebhooks == 0 }
            let news = receiver.bodies.dropFirst(before)
            #expect(news.count == 2)
            #expect(news.allSatisfy { $0.contains(#""touchPointId":"#) && $0.contains(#""online":true"#) })
        }
    }
}
