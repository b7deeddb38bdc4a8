import JSON
import POSIX
import Program
import Sandbox
import TestSupport

/// Hosts whose disk is lost when they end.
enum EphemeralHost: String, CaseIterable, Sendable {
    case awsLambda = "aws-lambda"
    case yandex = "yandex-functions"
    case openFaaS = "openfaas"
    /// A web server in a container, with the settings of its folder.
    case ofWatchdog = "of-watchdog"

    func run(_ sandbox: Sandbox) async throws -> Subprocess.Result {
        let tests = FunctionProgramTests.self
        let token = sandbox.receiverEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? ""
        switch self {
        case .awsLambda:
            return try await tests.run(rawValue, tests.message(sandbox), sandbox.receiverEnvironment)
        case .yandex:
            let event = try tests.event("yandex-api-gateway-1.0").changing("body", to: .string(SampleEvent.text))
                .changing("headers", to: ["X-Bridge-Token": .string(token)])
            return try await tests.run(rawValue, event.bytes(), sandbox.receiverEnvironment)
        case .openFaaS:
            var variables: [String: String] = [:]
            for (name, value) in try tests.event("openfaas-environment").object ?? [:] {
                variables[name] = value.string
            }
            variables["Http_Authorization"] = "Bearer \(token)"
            return try await tests.run(
                rawValue, Array(SampleEvent.text.utf8), variables.merging(sandbox.receiverEnvironment) { $1 })
        case .ofWatchdog:
            let file = "\(Programs.repository)/functions/of-watchdog/environment"
            var variables = try EnvironmentFile(FileSystem.read(file), name: file).variables
            variables["LIVETEX_BRIDGE_ALLOW_NETWORK_STATE"] = nil
            variables.merge(sandbox.receiverEnvironment) { $1 }
            variables.merge([
                "REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support", "HTTP_X_BRIDGE_TOKEN": token,
                "CONTENT_LENGTH": "\(SampleEvent.text.utf8.count)",
            ]) { $1 }
            return try await Subprocess(Programs.path("livetex-hook"), environment: variables)
                .finish(input: Array(SampleEvent.text.utf8))
        }
    }

    /// Whether the sender is told that the webhook is refused.
    func isRefusal(_ result: Subprocess.Result) throws -> Bool {
        switch self {
        case .awsLambda, .yandex: return try JSON(parsing: result.output)["statusCode"] == 503
        case .openFaaS:
            let code = try JSON(parsing: result.output)["error"]?["code"]
            return code == "unavailable" && result.ending == .exited(1)
        case .ofWatchdog: return result.outputText.hasPrefix("Status: 503 ")
        }
    }
}
