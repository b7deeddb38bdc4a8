import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// An event that was answered with 200 arrives once and in order, also when LiveTex or the platform fails for a while.
@Suite struct DeliveryTests {
    private let texts = (1...6).map { "m\($0)" }
    private var mirrored: [String] { texts.map { "🙂 Клиент\n\($0)" } }

    @Test(arguments: [
        Fault.Action.answer(status: 503), .answer(status: 500, code: 7), .answer(status: 429, retryAfter: 0), .drop,
        .answer(status: 502),
    ])
    func messagesWaitUntilLiveTexTakesThem(_ action: Fault.Action) async throws {
        try await Bridge.run { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, action, count: nil))
            for text in texts { #expect(await bridge.leadSays(text).outcome == "accepted") }
            try await eventually("LiveTex was tried") { bridge.sandbox.liveTex.calls.count > 3 }
            #expect(bridge.visitorTexts.isEmpty)
            bridge.sandbox.faults.clear()
            try await bridge.settle()
            #expect(bridge.visitorTexts == mirrored)
        }
    }

    @Test func inlineDeliveryEndsBeforeTheReply() async throws {
        try await Bridge.run(delivery: "inline") { bridge in
            #expect(await bridge.leadSays("m1").outcome == "accepted")
            #expect(bridge.visitorTexts == ["🙂 Клиент\nm1"])
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            #expect(await bridge.send(.transferRequest(bridge.lead)).data["outcome"] == "transferred")
            #expect(bridge.leadTexts == ["Диалог переведён на оператора"])
        }
    }

    @Test func externalDeliveryWaitsForACourier() async throws {
        try await Bridge.run(delivery: "external") { bridge async throws in
            for text in texts { #expect(await bridge.leadSays(text).outcome == "accepted") }
            #expect(bridge.sandbox.liveTex.calls.isEmpty)
            #expect(try await bridge.courier("--linger", "0").ending == .exited(0))
            #expect(bridge.visitorTexts == mirrored)
        }
    }

    @Test func aLostAnswerDoublesNoMessage() async throws {
        try await Bridge.run { bridge in
            // The first message has no message before it in the history. The third has.
            bridge.sandbox.faults.add(Fault(.liveTex, .loseAnswer, on: "sendText"))
            bridge.sandbox.faults.add(Fault(.liveTex, .loseAnswer, on: "sendText", skipping: 2))
            for text in texts { await bridge.leadSays(text) }
            try await bridge.settle()
            #expect(bridge.visitorTexts == mirrored)
            #expect(bridge.sandbox.liveTex.calls.contains { $0.name == "getHistory" })
        }
    }

    @Test func aMessageThatDidNotArriveIsSentAgainAfterTwoLooks() async throws {
        try await Bridge.run { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, .drop, on: "sendText", skipping: 1))
            for text in texts { await bridge.leadSays(text) }
            try await bridge.settle()
            #expect(bridge.visitorTexts == mirrored)
            #expect(bridge.sandbox.liveTex.calls.filter { $0.name == "getHistory" }.count == 2)
        }
    }

    /// Version 1.0 has no history. This is the only documented way in which a message can come twice.
    @Test func withoutAHistoryALostAnswerDoublesAMessage() async throws {
        try await Bridge.run(.v1_0) { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, .loseAnswer, on: "sendText", skipping: 1))
            for text in ["a", "b", "c"] { await bridge.leadSays(text) }
            try await bridge.settle()
            #expect(bridge.visitorTexts == ["a", "b", "b", "c"].map { "🙂 Клиент\n\($0)" })
            #expect(Set(bridge.sandbox.liveTex.calls.map(\.name)) == ["sendText"])
        }
    }

    @Test func aLostSelectionIsNotRepeated() async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            bridge.sandbox.faults.add(Fault(.liveTex, .loseAnswer, on: "selectDestination"))
            try await bridge.transfer()
            #expect(bridge.sandbox.liveTex.calls.filter { $0.name == "selectDestination" }.count == 1)
            #expect(bridge.leadTexts == ["Диалог переведён на оператора", "Оператор Анна подключился к диалогу"])
        }
    }

    @Test(arguments: [Fault.Action.answer(status: 503), .answer(status: 429, retryAfter: 0), .drop, .loseAnswer])
    func eventsWaitUntilThePlatformTakesThem(_ action: Fault.Action) async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.platform, action, count: 3))
            for text in texts { try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, text) }
            try await eventually("all messages arrive") { bridge.leadTexts.count == 8 }
            try await bridge.settle()
            #expect(Array(bridge.leadTexts.dropFirst(2)) == texts)
        }
    }

    @Test func anOutageOfOneLaneDoesNotDelayTheOther() async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 503), count: nil))
            await bridge.leadSays("are you there?")
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "yes")
            try await eventually("the operator's message arrives") { bridge.leadTexts.last == "yes" }
            #expect(bridge.visitorTexts == ["🙂 Клиент\nhello"])
            bridge.sandbox.faults.clear()
            try await bridge.settle()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nhello", "🙂 Клиент\nare you there?"])
        }
    }

    @Test func repeatedAndOvertakingWebhooksHaveOneEffectEach() async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            bridge.sandbox.faults.add(Fault(.webhook, .duplicate(2), count: nil))
            try await bridge.transfer()
            for text in texts { try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, text) }
            try bridge.sandbox.liveTex.closes("Анна", bridge.user)
            try await eventually("the dialog is back") { bridge.leadTexts.last == "Оператор вернул диалог боту" }
            try await eventually("all webhooks are through") { bridge.sandbox.liveTex.pendingWebhooks == 0 }
            try await bridge.settle()
            #expect(
                bridge.leadTexts == ["Диалог переведён на оператора", "Оператор Анна подключился к диалогу"] + texts
                    + ["Оператор вернул диалог боту"])
            #expect(bridge.sandbox.platform.duplicates == 0)
        }
    }

    @Test func aRefusedFileBecomesItsAddress() async throws {
        try await Bridge.run { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendFile"))
            let files = ["a", "b"].map { ScriptedEvent.Attachment("file", "https://files.example.com/\($0).pdf") }
            await bridge.send(.leadMessage(bridge.lead, id: "m1", attachments: files))
            await bridge.leadSays("after")
            try await bridge.settle()
            #expect(
                bridge.visitorTexts == [
                    "🙂 Клиент\nhttps://files.example.com/a.pdf", "[https://files.example.com/b.pdf]", "🙂 Клиент\nafter",
                ])
        }
    }

    @Test func aRefusedTextBecomesADeadLetterAndDelaysNothing() async throws {
        try await Bridge.run { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText"))
            await bridge.leadSays("poison")
            await bridge.leadSays("after")
            try await bridge.settle()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nafter"])
            #expect(try FileSystem.list("\(bridge.sandbox.stateDirectory)/dead-letters").count == 1)
        }
    }

    @Test func aRefusedKeyPausesItsLaneAndLosesNothing() async throws {
        try await Bridge.run { bridge in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 401, code: 2), count: nil))
            for text in texts { await bridge.leadSays(text) }
            let pause = "\(bridge.sandbox.stateDirectory)/paused/support.livetex"
            try await eventually("the lane is paused") { FileSystem.exists(pause) }
            bridge.sandbox.faults.clear()
            try FileSystem.remove(pause)
            await bridge.leadSays("m7")
            try await bridge.settle()
            #expect(bridge.visitorTexts == (mirrored + ["🙂 Клиент\nm7"]))
            #expect(try FileSystem.list("\(bridge.sandbox.stateDirectory)/dead-letters").isEmpty)
        }
    }

    @Test func aSlowCheckIsPendingAndItsOutcomeComesOnce() async throws {
        try await Bridge.run(environment: ["LIVETEX_BRIDGE_TRANSFER_WAIT_MS": "500"]) { bridge in
            await bridge.leadSays("hello")
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            bridge.sandbox.faults.add(Fault(.liveTex, .delay(1_500), on: "getDestinations"))
            let reply = await bridge.send(.transferRequest(bridge.lead))
            #expect(reply.data["outcome"] == "pending")
            try await eventually("the outcome comes") {
                bridge.sandbox.platform.events.contains { $0.type == "transfer.result" }
            }
            try await bridge.settle()
            #expect(bridge.sandbox.platform.events.map(\.type) == ["notice", "transfer.result"])
            #expect(bridge.sandbox.platform.events.last?.data["outcome"] == "transferred")
            #expect(bridge.sandbox.platform.events.last?.data["request_id"]?.string == reply.id)
        }
    }

    @Test func aRefusedSelectionIsReportedToThePlatformAndNotToTheLead() async throws {
        try await Bridge.run { bridge in
            await bridge.leadSays("hello")
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "selectDestination"))
            let reply = await bridge.send(.transferRequest(bridge.lead))
            #expect(reply.data["outcome"] == "transferred")
            try await eventually("the failure comes") { !bridge.sandbox.platform.events.isEmpty }
            try await bridge.settle()
            #expect(bridge.sandbox.platform.events.map(\.type) == ["transfer.result"])
            #expect(bridge.sandbox.platform.events.first?.data["outcome"] == "failed")
            // The dialog is the bot's again, and a new transfer works.
            try await bridge.transfer()
        }
    }

    @Test func aDialogThatNoOperatorTakesReturnsToTheBot() async throws {
        try await Bridge.run(binding: { $0.rules.waitingTimeout = 3_000 }) { bridge in
            await bridge.leadSays("hello")
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            #expect(await bridge.send(.transferRequest(bridge.lead)).data["outcome"] == "transferred")
            try await eventually("the time is up") {
                bridge.sandbox.platform.events.last?.type == "dialog.returned"
            }
            try await bridge.settle()
            #expect(
                bridge.leadTexts == ["Диалог переведён на оператора", "Оператор не ответил, диалог возвращён боту"])
            let returned = bridge.sandbox.platform.events.last
            #expect(returned?.data["by"] == "timeout")
            #expect(returned?.data["run_script"]?["type"] == "no_operators")
            #expect(bridge.visitorTexts.last == "Клиент вернулся к боту")
        }
    }
}
