import ChannelBundle
import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// The machine's clock is set while webhooks wait, calls are tried and deadlines run: no call is lost, comes twice or
/// waits for as long as the clock was wrong.
@Suite struct ClockTests {
    /// - Parameter patience: the wait before the second attempt, in milliseconds.
    private func run(
        patience: Int = 20, binding configure: (inout Binding) -> Void = { _ in },
        _ body: (Workbench, FakeClock) async throws -> Void
    ) async throws {
        let clock = try FakeClock()
        try await Workbench.run({
            $0.bindings = [.sandbox(configure: configure)]
            $0.environment["LIVETEX_BRIDGE_RETRY_BASE_MS"] = "\(patience)"
        }) { plain in
            var bench = plain
            bench.surroundings = { clock($0) }
            try await body(bench, clock)
        }
    }

    /// The clock is set while a courier waits for its next attempt.
    @Test(arguments: [-8_760, -5, 5, 20])
    func aClockJumpDoesNotDelayARetry(hours: Int) async throws {
        try await run(patience: 2_000) { bench, clock in
            for text in ["a", "b"] {
                #expect(try await bench.leadSays(text, program: FakeClock.receiver).status == 200)
                #expect(try await bench.operatorSays("o\(text)", program: FakeClock.receiver).status == 200)
            }
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 503)))
            bench.sandbox.faults.add(Fault(.platform, .answer(status: 503)))
            async let courier = bench.courier("--linger=0", environment: ["LIVETEX_BRIDGE_LOG": bench.sandbox.logFile])
            try await eventually("both lanes were tried", every: 50) {
                Set(try bench.log().lines("delivery").compactMap { $0["lane"]?.string }) == ["livetex", "platform"]
            }
            try clock.set(hours: hours)
            // It ends when all is delivered. After a minute it would be killed.
            #expect(try await courier.ending == .exited(0))
            #expect(bench.visitorTexts() == ["a", "b"])
            #expect(bench.leadTexts() == ["oa", "ob"])
            #expect(bench.sandbox.platform.duplicates == 0)
            #expect(try FileSystem.list("\(bench.sandbox.stateDirectory)/dead-letters").isEmpty)
        }
    }

    /// A receiver is the first to write after the jump, while no courier runs.
    @Test(arguments: [-8_760, -5, 5])
    func aWebhookAfterAClockJumpDelaysNothing(hours: Int) async throws {
        try await run(patience: 2_000) { bench, clock in
            #expect(try await bench.leadSays("a", program: FakeClock.receiver).status == 200)
            #expect(try await bench.operatorSays("oa", program: FakeClock.receiver).status == 200)
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 503)))
            bench.sandbox.faults.add(Fault(.platform, .answer(status: 503)))
            #expect(try await bench.courier("--once").ending == .exited(1))
            try clock.set(hours: hours)
            #expect(try await bench.leadSays("b", program: FakeClock.receiver).outcome == "accepted")
            // A repetition is recognised under any clock.
            #expect(try await bench.leadSays("a", program: FakeClock.receiver).outcome == "duplicate")
            #expect(try await bench.operatorSays("oa", program: FakeClock.receiver).outcome == "duplicate")
            #expect(try await bench.courier("--linger=0").ending == .exited(0))
            #expect(bench.visitorTexts() == ["a", "b"])
            #expect(bench.leadTexts() == ["oa"])
        }
    }

    /// The receiver has the machine's clock, and the courier's is ahead or behind.
    @Test(arguments: [-5, 5])
    func aCourierAndAReceiverWithDifferentClocksLoseNothing(hours: Int) async throws {
        try await run(patience: 100) { bench, clock in
            try clock.set(hours: hours)
            bench.sandbox.faults.add(Fault(.liveTex, .loseAnswer, on: "sendText"))
            bench.sandbox.faults.add(Fault(.platform, .loseAnswer))
            for text in ["a", "b"] {
                #expect(try await bench.leadSays(text).status == 200)
                #expect(try await bench.operatorSays("o\(text)").status == 200)
                #expect(try await bench.courier("--linger=0").ending == .exited(0))
            }
            #expect(bench.visitorTexts() == ["a", "b"])
            #expect(bench.leadTexts() == ["oa", "ob"])
        }
    }

    /// Transfers the dialog to operators, and none of them reads.
    private func transfer(_ bench: Workbench) async throws {
        try bench.sandbox.liveTex.setOnline("Анна", true)
        let request = Receiver.event("transfer.request", id: "t", data: [:])
        let reply = try await bench.post("/bot/support", request, program: FakeClock.receiver)
        // On a busy machine the reply may say `pending`.
        #expect(reply.status == 200, "\(reply.body)")
        try await eventually("the transfer is announced") { bench.leadTexts() == ["Диалог переведён на оператора"] }
    }

    @Test func aWaitingTimeoutFollowsAClockThatIsSetBack() async throws {
        try await run(binding: { $0.rules.waitingTimeout = 3_000 }) { bench, clock in
            let start = Clock.monotonic()
            async let transferred: Void = transfer(bench)
            try await eventually("the request is stored") {
                try !bench.pending().isEmpty
            }
            // The courier stays as long as the dialog has a deadline.
            async let courier = bench.courier("--linger=0", environment: ["LIVETEX_BRIDGE_LOG": bench.sandbox.logFile])
            try await transferred
            try await eventually("nothing is left but the deadline", every: 50) {
                try bench.log().lines("delivery").contains { $0["kind"] == "notice" && $0["outcome"] == "delivered" }
            }
            try clock.set(hours: -5)
            #expect(try await courier.ending == .exited(0))
            #expect(Clock.monotonic() - start >= 3_000)
            #expect(
                bench.leadTexts() == ["Диалог переведён на оператора", "Оператор не ответил, диалог возвращён боту"])
            let returned = bench.sandbox.platform.events.filter { $0.type == "dialog.returned" }
            #expect(returned.map { $0.data["by"]?.string } == ["timeout"])
        }
    }

    @Test func aClockJumpDoesNotEndALongWait() async throws {
        try await run(binding: { $0.rules.waitingTimeout = 24 * 3_600_000 }) { bench, clock in
            async let reply: Void = transfer(bench)
            try await eventually("a courier has worked", every: 50) {
                _ = try await bench.courier("--once")
                return bench.leadTexts() == ["Диалог переведён на оператора"]
            }
            try await reply
            for hours in [5, -5, 10, -8_760] {
                try clock.set(hours: hours)
                #expect(try await bench.leadSays("at\(hours)", program: FakeClock.receiver).status == 200)
                #expect(try await bench.courier("--once").ending == .exited(0))
                #expect(bench.visitorTexts().last == "at\(hours)")
            }
            // Two days forward are no time that has passed: the record knows the boot.
            try clock.set(hours: -8_760 + 48)
            #expect(try await bench.courier("--once").ending == .exited(0))
            #expect(bench.leadTexts().count == 1, "\(bench.leadTexts())")
        }
    }
}
