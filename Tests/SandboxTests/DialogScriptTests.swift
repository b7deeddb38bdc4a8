import ChannelBundle
import TestSupport
import Testing

@testable import Sandbox

/// The scripted dialog passes with the real programs and finds what is wrong.
@Suite struct DialogScriptTests {
    @Test func noticesABridgeThatDoesNothing() async throws {
        let receiver = try ScriptedReceiver()
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, _ in
            let steps = Steps()
            let isRight = try await DialogScript(sandbox, patience: 100).play { steps.append($0) }
            #expect(!isRight)
            #expect(
                steps.all == [
                    DialogScript.Step(
                        title: "the lead writes to the bot",
                        difference: """
                            what LiveTex keeps back
                              expected: [lead: 🙂 Клиент
                            Здравствуйте!]
                              found:    []
                            """)
                ])
        }
    }

    @Test func noticesARefusal() async throws {
        let receiver = try ScriptedReceiver(
            #"printf 'Status: 401 No\r\nContent-Type: application/json\r\n\r\n{"error":{}}'"#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, _ in
            let steps = Steps()
            let isRight = try await DialogScript(sandbox, patience: 100).play { steps.append($0) }
            #expect(!isRight)
            #expect(
                steps.all.first?.difference == """
                    the reply to lead.message
                      expected: 200 accepted
                      found:    401 {"error":{}}
                    """)
        }
    }

    @Test(arguments: [(LiveTexAPI.Version.v1_0, false), (.v1_1, false), (.v1_2, false), (.v1_2, true)])
    func comesOutRightWithTheRealPrograms(version: LiveTexAPI.Version, signed: Bool) async throws {
        try await play(.sandbox(version: version, signed: signed)) { _ in }
    }

    /// The steps are the same when calls fail: nothing is lost, nothing comes twice, the order stays.
    @Test(arguments: [
        [Fault(.liveTex, .loseAnswer, on: "sendText", skipping: 1)],
        [Fault(.liveTex, .loseAnswer, on: "selectDestination")],
        [Fault(.liveTex, .answer(status: 500, code: 7), on: "sendText", count: 2)],
        [Fault(.platform, .answer(status: 503), on: "notice"), Fault(.platform, .drop, on: "operator.message")],
        [Fault(.webhook, .duplicate(), on: "TextMessage"), Fault(.webhook, .loseAnswer, on: "Closed")],
    ])
    func comesOutRightInSpiteOf(faults: [Fault]) async throws {
        try await play(.sandbox()) { sandbox in
            for fault in faults { sandbox.faults.add(fault) }
        }
    }

    /// Plays the script with the real programs. Every step must be right.
    private func play(_ binding: Binding, _ prepare: (Sandbox) -> Void) async throws {
        let (receiver, courier) = try (Programs.path("livetex-hook"), Programs.path("livetex-courier"))
        try await withSandbox(
            [binding],
            {
                $0.receiver = receiver
                $0.courier = courier
            }
        ) { sandbox, _ in
            prepare(sandbox)
            let steps = Steps()
            let isRight = try await DialogScript(sandbox, patience: 30_000).play { steps.append($0) }
            #expect(isRight, "\(steps.all.last.map(DialogReport.text) ?? "")\n\(DialogReport.calls(sandbox.journal))")
            #expect(steps.all.count == 16)
            #expect(sandbox.faults.current.isEmpty, "every fault has struck")
        }
    }

    @Test func goesThroughAnotherWebServerAsWell() async throws {
        let (receiver, courier) = try (Programs.path("livetex-hook"), Programs.path("livetex-courier"))
        // The sandbox needs the other server's address, and that server needs the sandbox's environment.
        let program = Guarded<CGIProgram?>(nil)
        let other = try await SandboxServer.start(port: 0) { request in
            guard let program = program.with({ $0 }) else { return .text(503, "not yet") }
            return await program.answer(request)
        }
        try await withSandbox(
            [.sandbox()],
            {
                $0.receiverURL = "http://127.0.0.1:\(other.port)/bridge"
                $0.courier = courier
            }
        ) { sandbox, _ in
            program.with {
                $0 = CGIProgram(
                    path: receiver, scriptName: "/bridge", environment: sandbox.receiverEnvironment,
                    serverPort: other.port,
                    journal: Journal(mask: JournalMask([])))
            }
            try await sandbox.waitForReceiver()
            let steps = Steps()
            let isRight = try await DialogScript(sandbox, patience: 30_000).play { steps.append($0) }
            #expect(isRight, "\(steps.all.last.map(DialogReport.text) ?? "")")
            #expect(sandbox.journal.entries(.receiver).isEmpty)
        }
        await other.stop()
    }
}

/// The steps that a script reports, from any thread.
private final class Steps: Sendable {
    private let steps = Guarded<[DialogScript.Step]>([])

    func append(_ step: DialogScript.Step) { steps.with { $0.append(step) } }
    var all: [DialogScript.Step] { steps.with { $0 } }
}
