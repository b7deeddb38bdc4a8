import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// `livetex-hook --as PLATFORM`, as a process.
@Suite struct FunctionProgramTests {
    fileprivate static func event(_ fixture: String) throws -> JSON {
        try #require(
            try JSON(parsing: FileSystem.read("\(Programs.repository)/Tests/Fixtures/functions/\(fixture).json"))[
                "event"])
    }

    fileprivate static func run(_ platform: String, _ input: [UInt8], _ environment: [String: String]) async throws
        -> Subprocess.Result
    {
        let hook = Subprocess(try Programs.path("livetex-hook"), ["--as", platform], environment: environment)
        return try await hook.finish(input: input)
    }

    /// A lead's message as a function URL hands it over.
    fileprivate static func message(_ sandbox: Sandbox) throws -> [UInt8] {
        let token = sandbox.hookEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? ""
        return try event("aws-lambda-function-url").changing("body", to: .string(SampleEvent.text))
            .changing("headers", to: ["x-bridge-token": .string(token)]).bytes()
    }

    private static func withSandbox(delivery: String, _ body: (Sandbox) async throws -> Void) async throws {
        var options = SandboxOptions(bindings: [.sandbox()], courier: try Programs.path("livetex-courier"))
        options.delivery = delivery
        let sandbox = try await Sandbox.start(options)
        do { try await body(sandbox) } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    /// Ways of calling the receiver where the disk goes away with the host.
    enum Ephemeral: String, CaseIterable, Sendable {
        case awsLambda = "aws-lambda"
        case yandex = "yandex-functions"
        case openFaaS = "openfaas"
        /// A web server in a container, with the settings that the folder ships.
        case ofWatchdog = "of-watchdog"

        func run(_ sandbox: Sandbox) async throws -> Subprocess.Result {
            let token = sandbox.hookEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? ""
            switch self {
            case .awsLambda:
                return try await FunctionProgramTests.run(rawValue, FunctionProgramTests.message(sandbox), sandbox.hookEnvironment)
            case .yandex:
                let event = try FunctionProgramTests.event("yandex-api-gateway-1.0").changing("body", to: .string(SampleEvent.text))
                    .changing("headers", to: ["X-Bridge-Token": .string(token)])
                return try await FunctionProgramTests.run(rawValue, event.bytes(), sandbox.hookEnvironment)
            case .openFaaS:
                var variables = try #require(try FunctionProgramTests.event("openfaas-environment").object).compactMapValues(\.string)
                variables["Http_Authorization"] = "Bearer \(token)"
                return try await FunctionProgramTests.run(
                    rawValue, Array(SampleEvent.text.utf8), variables.merging(sandbox.hookEnvironment) { $1 })
            case .ofWatchdog:
                let file = "\(Programs.repository)/functions/of-watchdog/environment"
                var variables = try EnvironmentFile(FileSystem.read(file), name: file).variables
                variables["LIVETEX_BRIDGE_ALLOW_NETWORK_STATE"] = nil
                variables.merge(sandbox.hookEnvironment) { $1 }
                variables.merge([
                    "REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support", "HTTP_X_BRIDGE_TOKEN": token,
                    "CONTENT_LENGTH": "\(SampleEvent.text.utf8.count)",
                ]) { $1 }
                return try await Subprocess(Programs.path("livetex-hook"), environment: variables)
                    .finish(input: Array(SampleEvent.text.utf8))
            }
        }

        /// What the sender gets to see of a refusal.
        func isRefusal(_ result: Subprocess.Result) throws -> Bool {
            switch self {
            case .awsLambda, .yandex: return try JSON(parsing: result.output)["statusCode"] == 503
            case .openFaaS:
                return try JSON(parsing: result.output)["error"]?["code"] == "unavailable" && result.ending == .exited(1)
            case .ofWatchdog: return result.outputText.hasPrefix("Status: 503 ")
            }
        }
    }

    @Test(arguments: Ephemeral.allCases)
    func keepsNothingOnADiskThatGoesAway(_ host: Ephemeral) async throws {
        try await Self.withSandbox(delivery: "inline") { sandbox in
            let result = try await host.run(sandbox)
            #expect(try host.isRefusal(result), "\(result.outputText)")
            let log = String(decoding: try FileSystem.read(sandbox.logFile), as: UTF8.self)
            #expect(log.contains("is on the function's own disk, which goes with its instance"))
            #expect(try FileSystem.list(sandbox.stateDirectory).isEmpty)
        }
    }

    /// A volume that is no network file system is one only if somebody says so.
    @Test(arguments: Ephemeral.allCases)
    func keepsItOnAVolume(_ host: Ephemeral) async throws {
        var options = SandboxOptions(bindings: [.sandbox()], courier: try Programs.path("livetex-courier"))
        options.delivery = "inline"
        options.environment["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE"] = "1"
        let sandbox = try await Sandbox.start(options)
        let result = try await host.run(sandbox)
        #expect(try !host.isRefusal(result), "\(result.outputText)")
        #expect(sandbox.liveTex.users() == ["49:1"])
        await sandbox.stop()
    }

    /// With nothing else said, because a platform may freeze what runs after the reply.
    @Test func deliversBeforeItReplies() async throws {
        try await Self.withSandbox(delivery: "") { sandbox in
            let environment = sandbox.hookEnvironment.merging(["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE": "1"]) { $1 }
            let result = try await Self.run("aws-lambda", Self.message(sandbox), environment)
            #expect(try JSON(parsing: result.output)["statusCode"] == 200)
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    /// The timer that every host has is, on a platform, a call of the function.
    @Test func aTimerDeliversWhatWaits() async throws {
        try await Self.withSandbox(delivery: "external") { sandbox in
            var environment = sandbox.hookEnvironment.merging(["LIVETEX_BRIDGE_ALLOW_LOCAL_STATE": "1"]) { $1 }
            _ = try await Self.run("aws-lambda", Self.message(sandbox), environment)
            #expect(sandbox.liveTex.users().isEmpty)
            environment["LIVETEX_BRIDGE_DELIVERY"] = "inline"
            let result = try await Self.run("aws-lambda", Self.event("aws-lambda-schedule").bytes(), environment)
            #expect(try JSON(parsing: result.output)["statusCode"] == 200)
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    @Test func namesThePlatformsItKnows() async throws {
        let result = try await Self.run("azure", [], [:])
        #expect(result.ending == .exited(2))
        #expect(
            result.errorText.hasPrefix(
                "livetex-hook: --as takes aws-lambda, openfaas, yandex-functions, not \"azure\"\n"))
    }
}
