import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Sandbox
import Store
import TestSupport
import Testing

/// After a long outage the history has the webhooks that LiveTex gave up: `reconcile` handles each once and in order.
@Suite struct ReconciliationTests {
    @Test func reconcileHandlesTheMissingMessages() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.webhook, .drop, count: nil))
            for text in ["one", "two"] { try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, text) }
            let first = try await bridge.command("reconcile", "support")
            #expect(first.ending == .exited(0), "\(first.errorText)")
            #expect(first.outputText.contains("1 open dialogs, 2 notifications recovered"), "\(first.outputText)")
            try await bridge.deliver()
            let again = try await bridge.command("reconcile", "support")
            #expect(again.outputText.contains("0 notifications recovered"))
            // LiveTex sends the webhooks after all: no message comes twice.
            bridge.sandbox.faults.clear()
            try await eventually("all webhooks are through") { bridge.sandbox.liveTex.pendingWebhooks == 0 }
            try await bridge.settle()
            #expect(bridge.leadTexts.suffix(2) == ["one", "two"])
        }
    }

    /// LiveTex's history comes in pages, the newest first.
    @Test func reconcileReadsAllPages() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.webhook, .drop, count: nil))
            let texts = (1...230).map { "message \($0)" }
            for text in texts { try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, text) }
            try bridge.sandbox.liveTex.closes("Анна", bridge.user)
            let outcome = try await bridge.command("reconcile", "support")
            #expect(outcome.outputText == "1 open dialogs, 231 notifications recovered\n", "\(outcome.errorText)")
            try await bridge.deliver()
            #expect(bridge.leadTexts.suffix(231) == texts + ["Оператор вернул диалог боту"])
        }
    }

    /// Receipts are kept for two days. An older entry may have been handled, so it is left alone.
    @Test func reconcileLeavesOldEntriesAlone() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.webhook, .drop, count: nil))
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "three days ago")
            // The record gets a time in three days. A courier would correct it, so none may run.
            try await eventually("the courier has left") {
                switch try FileLock(StateDirectory(bridge.sandbox.stateDirectory).courierLock) {
                case .some: true
                case .none: false
                }
            }
            let store = try FlatFileStore(StateDirectory(bridge.sandbox.stateDirectory), allowing: [.tmpfs])
            let later = Clock.wall() + 72 * 3_600_000
            let key = DialogKey(binding: "support", userID: bridge.user)
            try store.update(key, party: nil) { (record) throws(DamagedRecord) in
                let event = PlatformEvent(
                    id: "later", party: Party(botID: 49, leadID: 30400), kind: .attributes(.merge, ["n": 1]))
                _ = try record.accept(
                    event, body: .init(of: "later"), DialogRules(binding: "support", botHeader: "", leadHeader: ""),
                    now: later)
            }
            let outcome = try await bridge.command("reconcile", "support")
            #expect(outcome.outputText == "1 open dialogs, 0 notifications recovered\n", "\(outcome.errorText)")
        }
    }

    /// What cannot be read of the history is named, and the command fails.
    @Test func reconcileNamesWhatItCannotRead() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.webhook, .drop, count: nil))
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "one")
            for (field, problem) in [
                ("timestamp", "an entry is not relayed: messages["), ("text", " is not relayed: "),
            ] {
                try bridge.sandbox.liveTex.configure { $0.historyStyle.leavesOut = field }
                let outcome = try await bridge.command("reconcile", "support")
                #expect(outcome.ending == .exited(4), "\(field)")
                #expect(outcome.outputText == "1 open dialogs, 0 notifications recovered\n")
                #expect(outcome.errorText.contains(problem), "\(outcome.errorText)")
            }
            try bridge.sandbox.liveTex.configure { $0.historyStyle.leavesOut = nil }
            let outcome = try await bridge.command("reconcile", "support")
            #expect(outcome.outputText == "1 open dialogs, 1 notifications recovered\n", "\(outcome.errorText)")
        }
    }

    @Test func reconcileEndsInAnEndlessHistory() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            try bridge.sandbox.liveTex.configure { $0.historyStyle.isEndless = true }
            let outcome = try await bridge.command("reconcile", "support")
            #expect(outcome.ending == .exited(4))
            #expect(outcome.errorText.contains("has no end"), "\(outcome.errorText)")
            #expect(bridge.sandbox.liveTex.calls.count { $0.name == "getHistory" } == 200)
        }
    }

    /// A history that shows other users' entries must not bring one lead's answers to another.
    @Test func reconcileRelaysNothingOfOtherUsers() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.transfer()
            let other = Bridge(sandbox: bridge.sandbox, lead: Lead(2, name: "Пётр"), user: Lead(2).user ?? "")
            await other.leadSays("hello too")
            try await bridge.settle()
            bridge.sandbox.faults.add(Fault(.webhook, .drop, count: nil))
            try bridge.sandbox.liveTex.configure { $0.historyStyle.showsOthers = true }
            try bridge.sandbox.liveTex.operatorSays("Анна", to: other.user, "for the other one")
            let outcome = try await bridge.command("reconcile", "support")
            #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
            try await bridge.deliver()
            let relayed = bridge.sandbox.platform.events.filter { $0.line?.text == "for the other one" }
            #expect(relayed.allSatisfy { $0.leadID == 2 }, "\(relayed)")
        }
    }
}
