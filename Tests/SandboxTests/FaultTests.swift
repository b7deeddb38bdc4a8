import JSON
import LiveTexModel
import Sandbox
import TestSupport
import Testing

/// What a client sees of each fault of LiveTex, and whether the call had its effect.
@Suite struct FaultTests {
    private func sendText(_ wire: Wire, _ text: String) async throws -> String {
        let body = JSON.object(["user_id": "49:1", "text": .string(text)]).text()
        return try await wire.request(
            "POST /1.2/sendText?key=\(wire.key())",
            ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"],
            body: body)
    }

    private func texts(_ sandbox: Sandbox) -> [LiveTexConversation.Entry.Content] {
        sandbox.liveTex.conversation("49:1")?.entries.map(\.content) ?? []
    }

    @Test func aDroppedCallIsNotDoneAndGetsNotOneByte() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.faults.add(Fault(.liveTex, .drop, on: "sendText"))
            let dropped = try await sendText(wire, "раз")
            #expect(dropped == "")
            #expect(texts(sandbox).isEmpty)
            let next = try await sendText(wire, "два")
            #expect(next.hasPrefix("HTTP/1.1 200 "))
            #expect(texts(sandbox) == [.visitorText("два")])
            #expect(sandbox.liveTex.calls.map(\.outcome?.status) == [nil, 200])
        }
    }

    @Test func aLostAnswerIsDoneAndGetsNotOneByte() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.faults.add(Fault(.liveTex, .loseAnswer, count: 2))
            let lost = try await [sendText(wire, "раз"), sendText(wire, "два")]
            #expect(lost == ["", ""])
            #expect(texts(sandbox) == [.visitorText("раз"), .visitorText("два")])
            let next = try await sendText(wire, "три")
            #expect(next.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func answersAnErrorInstead() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.faults.add(Fault(.liveTex, .answer(status: 500, code: 7), on: "sendText", skipping: 1))
            sandbox.faults.add(Fault(.liveTex, .answer(status: 429, retryAfter: 3), on: "sendText"))
            let second = try await sendText(wire, "раз")
            #expect(second.hasPrefix("HTTP/1.1 429 "))
            #expect(second.contains("\r\nRetry-After: 3\r\n"))
            let first = try await sendText(wire, "два")
            #expect(first.hasPrefix("HTTP/1.1 500 "))
            #expect(try LiveTexStrictnessTests.body(first)["error_code"] == 7)
            #expect(try await sendText(wire, "три").hasPrefix("HTTP/1.1 200 "))
            #expect(texts(sandbox) == [.visitorText("три")])
        }
    }

    @Test func isSlowWithoutHoldingUpOthers() async throws {
        try await withSandbox { sandbox, wire in
            sandbox.faults.add(Fault(.liveTex, .delay(60_000), on: "sendText"))
            let slow = Task { try await sendText(wire, "медленно") }
            try await eventually("the slow call began") { sandbox.liveTex.calls.count == 1 }
            #expect(try await sendText(wire, "быстро").hasPrefix("HTTP/1.1 200 "))
            #expect(sandbox.liveTex.calls.first?.outcome == nil)
            // Stopping does not wait for it. `withSandbox` would take a minute.
            slow.cancel()
        }
    }

    @Test func strikesOneBindingAndIsCleared() async throws {
        try await withSandbox([.sandbox(), .sandbox("sales")]) { sandbox, wire in
            sandbox.faults.add(Fault(.liveTex, .answer(status: 500, code: 7), binding: "sales", count: nil))
            func status(_ binding: String) async throws -> Int {
                try await wire.call("getDestinations", nil, key: wire.key(binding)).status
            }
            let struck = try await [status("support"), status("sales"), status("sales"), status("sales")]
            #expect(struck == [200, 500, 500, 500])
            sandbox.faults.clear(.platform)
            #expect(sandbox.faults.current.count == 1)
            sandbox.faults.clear()
            let cleared = try await status("sales")
            #expect(cleared == 200)
        }
    }
}
