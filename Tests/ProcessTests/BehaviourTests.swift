import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// Behaviours that the scripted dialog does not show, through the real programs.
@Suite struct BehaviourTests {
    @Test(arguments: [("/bot", "return"), (" /Operator ", "transfer")])
    func anOperatorsCommandRunsAScriptAndIsNotShown(text: String, script: String) async throws {
        try await Bridge.run(binding: { $0.rules.scripts = [.return: "back_to_bot"] }) { bridge in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, text)
            try await eventually("the command arrives") {
                bridge.sandbox.platform.events.last?.type == "operator.command"
            }
            let event = try #require(bridge.sandbox.platform.events.last)
            #expect(event.data["run_script"]?["type"]?.string == script)
            #expect(event.data["run_script"]?["code"]?.string == (script == "return" ? "back_to_bot" : nil))
            #expect(bridge.leadTexts.count == 2)
            // The dialog is still the operator's.
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "as I was saying")
            try await eventually("the next message arrives") { bridge.leadTexts.last == "as I was saying" }
        }
    }

    @Test func liveTexsHoldMessageIsANotice() async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            try bridge.sandbox.liveTex.holds(bridge.user, "Ожидайте, пожалуйста")
            try await eventually("the notice arrives") { bridge.leadTexts.last == "Ожидайте, пожалуйста" }
            #expect(bridge.sandbox.platform.events.last?.kind == "system")
        }
    }

    @Test(arguments: ["lead", "bot"])
    func aDialogCanBeTakenBackAndTransferredAgain(by: String) async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            #expect(await bridge.send(.transferCancel(bridge.lead, by: by)).outcome == "accepted")
            try await eventually("the dialog is back") {
                bridge.sandbox.platform.events.last?.type == "dialog.returned"
            }
            try await bridge.settle()
            #expect(bridge.sandbox.platform.events.last?.data["by"]?.string == by)
            #expect(bridge.visitorTexts.last == "Клиент вернулся к боту")
            // The conversation is still open at LiveTex: mirroring goes on, and a late message reaches the lead.
            await bridge.leadSays("to the bot")
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "one more thing")
            try await eventually("the late message arrives") { bridge.leadTexts.last == "one more thing" }
            #expect(await bridge.send(.transferCancel(bridge.lead)).body["reason"] == "not_transferred")
            try await bridge.transfer()
            try bridge.sandbox.liveTex.closes("Анна", bridge.user)
            try await eventually("it is closed") { bridge.leadTexts.last == "Оператор вернул диалог боту" }
        }
    }

    @Test func anExcludedLeadNeverReachesLiveTex() async throws {
        try await Bridge.run { bridge async throws in
            let lead = Lead(1, channel: "Umnico")
            for event: ScriptedEvent in [
                .leadMessage(lead, id: "m", text: "hello"), .transferRequest(lead), .operatorsCheck(lead),
                .attributes(lead, ["a": 1]),
            ] {
                #expect(await bridge.send(event).body["reason"] == "excluded_channel")
            }
            #expect(bridge.sandbox.liveTex.calls.isEmpty)
            #expect(try FileSystem.list("\(bridge.sandbox.stateDirectory)/pending").isEmpty)
        }
    }

    @Test func noticesHaveTheBindingsTexts() async throws {
        try await Bridge.run(binding: {
            $0.rules.notices[.transferred] = nil
            $0.rules.notices[.operatorJoined] = "{operator} is with you"
        }) { bridge in
            await bridge.leadSays("hello")
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            await bridge.send(.transferRequest(bridge.lead))
            try await bridge.settle()
            try bridge.sandbox.liveTex.reads("Анна", bridge.user)
            try await eventually("the operator is announced") { !bridge.leadTexts.isEmpty }
            #expect(bridge.leadTexts == ["Анна is with you"])
        }
    }

    @Test func aLongTextArrivesInPartsUnderOneHeader() async throws {
        try await Bridge.run { bridge in
            let text = String(repeating: "Слово за словом 👩‍👩‍👧. ", count: 400)
            await bridge.send(.leadMessage(bridge.lead, id: "m", text: text))
            try await bridge.settle()
            #expect(bridge.visitorTexts.count > 1)
            #expect(bridge.visitorTexts.joined() == "🙂 Клиент\n\(text)")
        }
    }

    @Test func idsThatAreTextsComeBackUnchanged() async throws {
        try await Bridge.run { bridge in
            let lead = Lead("лид №1", bot: "bot-7")
            await bridge.send(.leadMessage(lead, id: "m", text: "hello"))
            try await bridge.settle()
            let user = try #require(bridge.sandbox.liveTex.users().first)
            #expect(user.hasPrefix("h:"))
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            await bridge.send(.transferRequest(lead))
            try await bridge.settle()
            let event = try #require(bridge.sandbox.platform.events.last)
            #expect(event.botID == "bot-7")
            #expect(event.leadID == "лид №1")
        }
    }
}
