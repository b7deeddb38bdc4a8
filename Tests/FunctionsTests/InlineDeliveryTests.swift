import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// `LIVETEX_BRIDGE_DELIVERY=inline` with a slow LiveTex: the reply comes in time, and no process runs after it.
@Suite struct InlineDeliveryTests {
    /// In milliseconds, and less than `delay`.
    private static let budget: Int64 = 1_500
    private static let delay: Int64 = 4_000

    private struct Run {
        var reply: JSON
        /// How many couriers run when the reply is complete and the receiver's streams are closed.
        var couriers: Int
    }

    /// Calls the receiver as a function.
    private static func call(
        _ sandbox: Sandbox, _ event: ScriptedEvent, id: String, courier: String? = nil, budget: Int64 = budget
    ) async throws -> Run {
        var environment = sandbox.receiverEnvironment
        environment["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE"] = "1"
        environment["LIVETEX_BRIDGE_INLINE_BUDGET_MS"] = "\(budget)"
        if let courier { environment["LIVETEX_BRIDGE_COURIER"] = courier }
        let request: JSON = [
            "version": "2.0", "rawPath": "/bot/support", "requestContext": ["http": ["method": "POST"]],
            "headers": ["x-bridge-token": .string(environment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? "")],
            "body": .string(event.json(id: id, time: Clock.wall()).text()), "isBase64Encoded": false,
        ]
        let hook = Subprocess(try Programs.path("livetex-hook"), ["--as", "aws-lambda"], environment: environment)
        let result = try await hook.finish(input: request.bytes())
        let couriers = Process.all(with: "LIVETEX_BRIDGE_STATE=\(sandbox.stateDirectory)").count
        let reply = try JSON(parsing: result.output)
        #expect(reply["statusCode"] == 200)
        return Run(reply: try JSON(parsing: reply["body"]?.string ?? ""), couriers: couriers)
    }

    private static func withSandbox(_ body: (Sandbox) async throws -> Void) async throws {
        var options = SandboxOptions(bindings: [.sandbox()], courier: try Programs.path("livetex-courier"))
        options.delivery = "inline"
        options.environment["LIVETEX_BRIDGE_PROBE_INTERVAL_MS"] = "20"
        let sandbox = try await Sandbox.start(options)
        do { try await body(sandbox) } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    private static func says(_ text: String) -> ScriptedEvent { .leadMessage(Lead(1), id: text, text: text) }

    /// A courier in shell that writes its arguments to a file.
    private static func courier(_ lines: String, in directory: TemporaryDirectory) async throws -> String {
        let path = try directory.write("#!/bin/sh\necho \"$@\" >>\(directory("arguments"))\n\(lines)\n", to: "courier")
        _ = try await Subprocess("/bin/chmod", ["755", path]).finish()
        return path
    }

    private static func arguments(_ directory: TemporaryDirectory) throws -> String {
        String(decoding: try FileSystem.read(directory("arguments")), as: UTF8.self)
    }

    private static func log(_ sandbox: Sandbox) throws -> String {
        String(decoding: try FileSystem.read(sandbox.logFile), as: UTF8.self)
    }

    /// LiveTex accepts the message, but after the budget's end.
    @Test func aMessageThatIsAnsweredTooLateArrivesOnce() async throws {
        try await Self.withSandbox { sandbox in
            sandbox.faults.add(Fault(.liveTex, .delay(Self.delay), on: "sendText"))
            let first = try await Self.call(sandbox, Self.says("a"), id: "1")
            #expect(first.reply["status"] == "accepted")
            #expect(first.couriers == 0)
            #expect(try Self.log(sandbox).contains("because the courier's time is up"))
            #expect(!(try Self.log(sandbox).contains("did not end in time")))
            let conversation = { sandbox.liveTex.conversation("49:1")?.entries.count ?? 0 }
            try await eventually("LiveTex has it") { conversation() == 1 }
            // The next webhook's courier reads the history first.
            let second = try await Self.call(sandbox, Self.says("b"), id: "2", budget: 60_000)
            #expect(second.couriers == 0)
            #expect(conversation() == 2)
            #expect(sandbox.liveTex.calls.map(\.name) == ["sendText", "getHistory", "sendText"])
            #expect(try FileSystem.list("\(sandbox.stateDirectory)/pending").isEmpty)
        }
    }

    /// A transfer starts a courier before it waits for the outcome, and one at the end. When the first one uses up the
    /// budget, there is no second one.
    @Test func aTransferUsesItsBudgetOnce() async throws {
        let directory = try TemporaryDirectory()
        let courier = try await Self.courier("exec sleep 60", in: directory)
        try await Self.withSandbox { sandbox in
            let run = try await Self.call(sandbox, .transferRequest(Lead(1)), id: "1", courier: courier)
            #expect(run.reply["data"]?["outcome"] == "pending")
            #expect(try Self.arguments(directory).split(separator: "\n").count == 1)
        }
    }

    /// The courier does not end by itself.
    @Test func aCourierThatDoesNotEndIsKilled() async throws {
        let directory = try TemporaryDirectory()
        let courier = try await Self.courier("exec sleep 60", in: directory)
        try await Self.withSandbox { sandbox in
            let run = try await Self.call(sandbox, Self.says("a"), id: "1", courier: courier)
            #expect(run.couriers == 0)
            #expect(try Self.log(sandbox).contains("the courier did not end in time"))
            let words = try Self.arguments(directory).split(whereSeparator: \.isWhitespace)
            #expect(words.prefix(2) == ["--once", "--within"])
            let limit = try #require(words.last.flatMap { Int64($0) })
            #expect(0 < limit && limit <= Self.budget)
        }
    }
}
