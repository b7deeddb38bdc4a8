import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// The program `livetex-hook --as PLATFORM`.
@Suite struct FunctionProgramTests {
    static func event(_ fixture: String) throws -> JSON {
        try #require(
            try JSON(parsing: FileSystem.read("\(Programs.repository)/Tests/Fixtures/functions/\(fixture).json"))[
                "event"])
    }

    static func run(_ platform: String, _ input: [UInt8], _ environment: [String: String]) async throws
        -> Subprocess.Result
    {
        let hook = Subprocess(try Programs.path("livetex-hook"), ["--as", platform], environment: environment)
        return try await hook.finish(input: input)
    }

    /// A lead's message in the form of a Lambda function URL.
    static func message(_ sandbox: Sandbox) throws -> [UInt8] {
        let token = sandbox.receiverEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? ""
        return try event("aws-lambda-function-url").changing("body", to: .string(SampleEvent.text))
            .changing("headers", to: ["x-bridge-token": .string(token)]).bytes()
    }

    private static func withSandbox(
        delivery: String, _ environment: [String: String] = [:], _ body: (Sandbox) async throws -> Void
    ) async throws {
        var options = SandboxOptions(bindings: [.sandbox()], courier: try Programs.path("livetex-courier"))
        options.delivery = delivery
        // A slow machine must not change these tests.
        options.environment = environment.merging(["LIVETEX_BRIDGE_INLINE_BUDGET_MS": "60000"]) { $1 }
        try await Sandbox.run(options, body)
    }

    @Test(arguments: EphemeralHost.allCases)
    func refusesADiskThatIsLostWithTheHost(_ host: EphemeralHost) async throws {
        try await Self.withSandbox(delivery: "inline") { sandbox in
            let result = try await host.run(sandbox)
            #expect(try host.isRefusal(result), "\(result.outputText)")
            let log = String(decoding: try FileSystem.read(sandbox.logFile), as: UTF8.self)
            #expect(log.contains("is on the function's own disk, which is deleted with its instance"))
            #expect(try FileSystem.list(sandbox.stateDirectory).isEmpty)
        }
    }

    /// A volume without a network file system needs a setting.
    @Test(arguments: EphemeralHost.allCases)
    func usesAVolumeWhereASettingAllowsIt(_ host: EphemeralHost) async throws {
        try await Self.withSandbox(delivery: "inline", ["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE": "1"]) { sandbox in
            let result = try await host.run(sandbox)
            #expect(try !host.isRefusal(result), "\(result.outputText)")
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    /// Inline delivery is the default: a platform may freeze processes after the reply.
    @Test func deliversBeforeItReplies() async throws {
        try await Self.withSandbox(delivery: "") { sandbox in
            let environment = sandbox.receiverEnvironment.merging(["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE": "1"]) { $1 }
            let result = try await Self.run("aws-lambda", Self.message(sandbox), environment)
            #expect(try JSON(parsing: result.output)["statusCode"] == 200)
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    /// A platform's timer calls the function.
    @Test func aTimerDeliversWhatWaits() async throws {
        try await Self.withSandbox(delivery: "external") { sandbox in
            var environment = sandbox.receiverEnvironment.merging(["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE": "1"]) { $1 }
            _ = try await Self.run("aws-lambda", Self.message(sandbox), environment)
            #expect(sandbox.liveTex.users().isEmpty)
            environment["LIVETEX_BRIDGE_DELIVERY"] = "inline"
            let result = try await Self.run("aws-lambda", Self.event("aws-lambda-schedule").bytes(), environment)
            #expect(try JSON(parsing: result.output)["statusCode"] == 200)
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    @Test func anUnknownPlatformIsRefusedWithTheKnownNames() async throws {
        let result = try await Self.run("azure", [], [:])
        #expect(result.ending == .exited(2))
        #expect(
            result.errorText.hasPrefix(
                "livetex-hook: --as takes aws-lambda, openfaas, yandex-functions, not \"azure\"\n"))
    }
}
