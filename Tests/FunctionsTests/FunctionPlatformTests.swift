import JSON
import POSIX
import TestSupport
import Testing

@testable import Receiver

/// The function platforms' calling conventions, with the requests that the platforms document (Tests/Fixtures/functions).
@Suite struct FunctionPlatformTests {
    /// A platform's documented request: POST /bot/support with a token and the body `{}`.
    struct Example: Sendable, CustomTestStringConvertible {
        var platform: FunctionPlatform
        var fixture: String
        var token: WebhookRequest.Header
        var testDescription: String { fixture }
    }

    private static let examples = [
        Example(platform: .awsLambda, fixture: "aws-lambda-function-url", token: .authorization),
        Example(platform: .awsLambda, fixture: "aws-lambda-http-api", token: .authorization),
        Example(platform: .yandexFunctions, fixture: "yandex-api-gateway-1.0", token: .bridgeToken),
        Example(platform: .yandexFunctions, fixture: "yandex-api-gateway-0.1", token: .bridgeToken),
    ]

    /// Reads a call from a program's input and variables.
    private static func call(_ platform: FunctionPlatform, _ input: [UInt8], _ environment: [String: String] = [:])
        throws(WebhookProblem) -> HostedCall
    {
        try platform.convention(environment).call(CallInput(read: { Array(input.prefix($0)) }, discard: { _ in }))
    }

    private static func event(_ fixture: String) throws -> JSON {
        let file = try JSON(parsing: FileSystem.read("\(Programs.repository)/Tests/Fixtures/functions/\(fixture).json"))
        // A reader must be able to look up the form.
        #expect(file["source"]?.string?.contains(" ") == true, "\(fixture) names no source")
        return try #require(file["event"])
    }

    private static func webhook(_ platform: FunctionPlatform, _ event: JSON) throws -> WebhookRequest {
        guard case .webhook(let request) = try call(platform, event.bytes()) else { throw NotAWebhook() }
        return request
    }

    private struct NotAWebhook: Error {}

    @Test(arguments: examples)
    func readsTheDocumentedRequest(_ example: Example) throws {
        let request = try Self.webhook(example.platform, Self.event(example.fixture))
        #expect(request.lane == .platform && request.binding == "support")
        #expect(request.headers[example.token]?.hasSuffix("token-of-the-bridge") == true)
        #expect(request.body == Array("{}".utf8))
    }

    /// The of-watchdog's variables are read too, although its modes that set them should not be used.
    @Test(arguments: ["openfaas-environment", "of-watchdog-environment"])
    func readsTheVariablesOfTheWatchdog(_ fixture: String) throws {
        var variables: [String: String] = [:]
        for (name, value) in try #require(try Self.event(fixture).object) { variables[name] = value.string }
        guard case .webhook(let request) = try Self.call(.openFaaS, Array("{}".utf8), variables) else {
            throw NotAWebhook()
        }
        #expect(request.lane == .platform && request.binding == "support" && request.body == Array("{}".utf8))
        #expect(request.headers[.authorization] == "Bearer token-of-the-bridge")
        #expect(request.headers[.bridgeToken] == "token-of-the-bridge")
        #expect(
            WebhookRequest.Header.allCases.map { OpenFaaSCall.variable($0.rawValue) } == [
                "Http_Authorization", "Http_X_Bridge_Token", "Http_Webhook_Id", "Http_Webhook_Timestamp",
                "Http_Webhook_Signature",
            ])
    }

    @Test(arguments: [
        (FunctionPlatform.awsLambda, "aws-lambda-schedule"), (FunctionPlatform.yandexFunctions, "yandex-timer"),
    ])
    func recognisesATimer(platform: FunctionPlatform, fixture: String) throws {
        guard case .timer = try Self.call(platform, try Self.event(fixture).bytes()) else { throw NotAWebhook() }
    }

    /// A sender can put a timer's event into a body. It must have no effect.
    @Test func aTimerInsideARequestIsARequest() throws {
        let request = try Self.webhook(
            .awsLambda,
            Self.event("aws-lambda-function-url").changing(
                "body", to: .string(Self.event("aws-lambda-schedule").text())))
        #expect(request.lane == .platform)
    }

    @Test(arguments: examples)
    func refusesInvalidRequests(_ example: Example) throws {
        let event = try Self.event(example.fixture)
        func problem(_ bytes: [UInt8]) -> WebhookProblem? {
            do { _ = try Self.call(example.platform, bytes) } catch { return error }
            return nil
        }
        #expect(
            problem(event.changing("isBase64Encoded", to: true).changing("body", to: "%").bytes())
                == .invalidEvent(field: "body", "is not base64"))
        #expect(
            problem(
                event.changing("isBase64Encoded", to: false).changing(
                    "body", to: .string(String(repeating: "a", count: 300_000))
                ).bytes())?.code == "too_large")
        #expect(problem([UInt8](repeating: 0x20, count: 5_000_000))?.code == "too_large")
        #expect(problem(Array("hello".utf8))?.code == "invalid_json")
        #expect(problem(Array("[]".utf8))?.code == "invalid_event")
        #expect(problem(Array("{}".utf8))?.code == "not_found")
    }

    /// A stage may have any name, also `bot`.
    @Test(arguments: [
        ("/bot/support", "$default", "support"), ("/bot/support", "prod", "support"),
        ("/prod/bot/support", "prod", "support"), ("/bot/bot/support", "bot", "support"), ("/bot/bot", "bot", "bot"),
    ])
    func removesTheStageFromThePath(path: String, stage: String, binding: String) throws {
        let event = try Self.event("aws-lambda-http-api").changing("rawPath", to: .string(path))
            .changing("requestContext.stage", to: .string(stage))
        let request = try Self.webhook(.awsLambda, event)
        #expect(request.lane == .platform && request.binding == binding)
    }

    @Test func anotherPathIsNotFound() throws {
        for path in ["/other/bot/support", "/default", "/default/", "/defaultbot/support"] {
            #expect(throws: WebhookProblem.self) {
                try Self.webhook(
                    .awsLambda, Self.event("aws-lambda-http-api").changing("rawPath", to: .string(path)))
            }
        }
    }

    /// Without a gateway Yandex sends no path.
    @Test func aMissingPathIsNotFound() throws {
        #expect(throws: WebhookProblem.notFound(path: "/")) {
            try Self.call(.yandexFunctions, try Self.event("yandex-function").bytes())
        }
    }

    @Test func repliesInTheGatewaysForm() throws {
        let convention = AWSLambdaCall()
        let reply = try JSON(parsing: convention.output(.error(.unavailable("secret"))))
        #expect(
            reply == [
                "statusCode": 503,
                "headers": ["Content-Type": "application/json; charset=utf-8", "Retry-After": "5"],
                "body": .string(
                    #"{"error":{"code":"unavailable","message":"the bridge cannot handle this now; send it again"}}"#
                        + "\n"),
                "isBase64Encoded": false,
            ])
        #expect(convention.exitCode(.error(.unavailable(""))) == 0)
    }

    /// The watchdog answers 200 for exit code 0, and LiveTex does not repeat what was answered with 200.
    @Test func underTheWatchdogOnlySuccessEndsWithZero() {
        let convention = OpenFaaSCall([:])
        #expect(convention.exitCode(WebhookReply(status: 200, body: [:])) == 0)
        for problem in [WebhookProblem.forbidden(""), .unavailable(""), .notFound(path: "/")] {
            #expect(convention.exitCode(.error(problem)) == 1)
        }
    }
}
