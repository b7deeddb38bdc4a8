import JSON
import LiveTexModel
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// The faults that the page switches on and off.
@Suite struct FaultSwitchTests {
    @Test func aSwitchStrikesUntilItIsOff() {
        let table = FaultTable()
        table.turn(.liveTexDown, on: true)
        for _ in 1...3 {
            #expect(table.strike(.liveTex, "sendText", binding: "a") == .answer(status: 503, code: 7))
            #expect(table.strike(.platform, "notice", binding: "a") == nil)
        }
        // A single fault comes first, and clearing single faults leaves the switch.
        table.add(Fault(.liveTex, .drop))
        #expect(table.strike(.liveTex, "sendText", binding: "a") == .drop)
        table.clear()
        #expect(table.strike(.liveTex, "sendText", binding: "a") != nil)
        table.turn(.liveTexDown, on: false)
        #expect(table.strike(.liveTex, "sendText", binding: "a") == nil)
    }

    /// The history must stay readable, or a call could never leave its doubt.
    @Test func lostAnswersAreThoseOfMessages() {
        let table = FaultTable()
        table.turn(.answersLost, on: true)
        #expect(table.strike(.liveTex, "sendFile", binding: "a") == .loseAnswer)
        #expect(table.strike(.liveTex, "getHistory", binding: "a") == nil)
    }

    @Test func whoWasSentHomeComesBack() async throws {
        try await withSandbox { sandbox, _ in
            try sandbox.liveTex.setOnline("Анна")
            _ = await sandbox.control("/sandbox/switches", ["name": "nobody_online", "on": true])
            #expect(sandbox.liveTex.contactPoint()?.operators.contains { $0.isOnline } == false)
            _ = await sandbox.control("/sandbox/switches", ["name": "nobody_online", "on": false])
            #expect(sandbox.liveTex.contactPoint()?.operators.filter(\.isOnline).map(\.firstName) == ["Анна"])
        }
    }

    @Test func theClockIsAhead() async throws {
        try await withSandbox { sandbox, wire in
            _ = await sandbox.control("/sandbox/switches", ["name": "wrong_clock", "on": true])
            let before = Clock.wall()
            let sent = try await wire.call("sendText", ["user_id": "49:1", "text": "?"])
            let time = try #require(sent.body["timestamp"]?.int)
            #expect(time >= before + FaultSwitch.clockError)
        }
    }

    /// With a fault that stays, two notifications must not overtake each other for ever.
    @Test func twoNotificationsChangePlacesOnce() async throws {
        let receiver = try ScriptedReceiver()
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            _ = try await wire.call("sendText", ["user_id": "49:1", "text": "?"])
            try await eventually("the first webhook arrives") { sandbox.liveTex.pendingWebhooks == 0 }
            _ = await sandbox.control("/sandbox/switches", ["name": "reordering", "on": true])
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "1")
            try sandbox.liveTex.operatorSays("Анна", to: "49:1", "2")
            try await eventually("both arrive") { sandbox.liveTex.pendingWebhooks == 0 }
            let texts = sandbox.liveTex.webhooks.compactMap { $0.request["text"]?.string }
            #expect(texts == ["2", "1"])
        }
    }
}
