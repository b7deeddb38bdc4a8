import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// The control interface, for shell scripts and for the page.
@Suite struct ControlTests {
    private func post(_ wire: Wire, _ path: String, _ body: JSON, method: String = "POST") async throws -> JSON {
        let text = body.text()
        return try LiveTexStrictnessTests.body(
            await wire.request("\(method) /sandbox\(path)", ["Content-Length: \(text.utf8.count)"], body: text))
    }

    /// A browser that shows the page also asks for an icon.
    @Test func aBrowsersIconIsNoCallToLiveTex() async throws {
        try await withSandbox([.sandbox()]) { sandbox, wire async throws in
            #expect(try await wire.request("GET /favicon.ico").hasPrefix("HTTP/1.1 404"))
            #expect(sandbox.journal.entries.isEmpty)
        }
    }

    @Test func playsBothSides() async throws {
        let receiver = try ScriptedReceiver()
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            let sent = try await post(
                wire, "/event",
                ["type": "lead.message", "lead": ["id": 7], "data": ["message": ["id": "1", "text": "Привет"]]])
            #expect(sent["status"] == 200 && sent["reply"] == ["status": "accepted"])
            _ = try await wire.call("sendText", ["user_id": "49:7", "text": "Привет"])
            let refused = try await post(wire, "/operator/says", ["operator": "Ева", "user": "49:7", "text": "?"])
            #expect(refused == ["error": "there is no operator Ева"])
            let missing = try await post(wire, "/operator/says", ["operator": "Анна"])
            #expect(missing == ["error": "user is missing"])
            let said = try await post(wire, "/operator/says", ["operator": "Анна", "user": "49:7", "text": "Да?"])
            #expect(said["id"]?.string != nil)
            let dialogs = try LiveTexStrictnessTests.body(await wire.request("GET /sandbox/dialogs"))
            #expect(
                dialogs == [
                    "leads_see": ["49:7": [["speaker": "lead", "text": "Привет"]]],
                    "operators_see": ["49:7": [["speaker": "operator", "name": "Анна", "text": "Да?"]]],
                ])
            try await eventually("the webhooks arrive") { sandbox.liveTex.pendingWebhooks == 0 }
            let journal = try LiveTexStrictnessTests.body(await wire.request("GET /sandbox/journal?since=1"))
            #expect(journal.array?.first?["name"] == "sendText" && journal.array?.first?["number"] == 2)
        }
    }

    @Test func changesTheGroups() async throws {
        try await withSandbox { _, wire in
            let two: JSON = [
                ["id": "1", "name": "A", "operators": ["501"]], ["id": "2", "name": "B", "operators": []],
            ]
            _ = try await post(wire, "/groups", ["groups": two])
            _ = try await post(wire, "/operator/online", ["operator": "Анна", "online": true])
            let groups = try await wire.call("getDestinations", nil).body["destinations"]?.array ?? []
            #expect(groups.map { $0["destination_id"] } == ["1", "2"])
            #expect(groups.map { $0["has_online"] } == [true, false])
            _ = try await post(wire, "/groups", ["groups": []])
            let none = try await wire.call("getDestinations", nil)
            #expect(none.body["destinations"] == [])
        }
    }

    @Test func setsAndClearsFaults() async throws {
        try await withSandbox { sandbox, wire in
            let fault: JSON = ["place": "livetex", "method": "sendText", "action": "answer", "status": 500, "code": 7]
            #expect(
                try await post(wire, "/faults", fault) == [
                    [
                        "place": "livetex", "method": "sendText", "action": "answer", "status": 500, "code": 7,
                        "skipping": 0,
                        "count": 1,
                    ]
                ])
            #expect(sandbox.faults.current == [Fault(.liveTex, .answer(status: 500, code: 7), on: "sendText")])
            _ = try await post(wire, "/faults", ["place": "webhook", "action": "duplicate", "times": 2, "count": 0])
            #expect(sandbox.faults.current.last == Fault(.webhook, .duplicate(2), count: nil))
            let wrong = try await post(wire, "/faults", ["place": "livetex", "action": "explode"])
            #expect(
                wrong == ["error": "action must be one of answer, delay, lose_answer, drop, duplicate, overtake"])
            let misspelt = try await post(wire, "/faults", ["place": "livetex", "action": "drop", "on": "sendText"])
            #expect(misspelt["error"]?.string?.hasPrefix("on is unknown; a fault has place, method, ") == true)
            #expect(sandbox.faults.current.count == 2)
            #expect(try await post(wire, "/faults", [:], method: "DELETE") == [])
            #expect(sandbox.faults.current.isEmpty)
        }
    }

    @Test func hasAPageAndKeepsOthersOut() async throws {
        try await withSandbox { sandbox, wire in
            let page = try await wire.request("GET /")
            #expect(page.contains("Content-Type: text/html") && page.contains("</html>"))
            let foreign = try await wire.request("GET /sandbox/journal", ["Origin: https://evil.example"])
            #expect(foreign.hasPrefix("HTTP/1.1 403 "))
            let own = try await wire.request("GET /sandbox/journal", ["Origin: \(sandbox.url)"])
            #expect(own.hasPrefix("HTTP/1.1 200 "))
            let unknown = try await wire.request("GET /sandbox/nothing")
            #expect(unknown.hasPrefix("HTTP/1.1 404 "))
            let description = try LiveTexStrictnessTests.body(await wire.request("GET /sandbox"))
            #expect(description["bindings"] == ["support"] && description["url"]?.string == sandbox.url)
        }
    }
}
