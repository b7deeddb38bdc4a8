// The function platforms with a calling convention of their own. The receiver cannot recognise them by its variables, so
// they are named by `--as`. One more platform changes this file and no other.

/// The function platforms of `livetex-hook --as NAME`.
public enum FunctionPlatform: String, Sendable, CaseIterable {
    /// AWS Lambda.
    case awsLambda = "aws-lambda"
    /// OpenFaaS.
    case openFaaS = "openfaas"
    /// Yandex Cloud Functions.
    case yandexFunctions = "yandex-functions"

    /// The platform's calling convention.
    public func convention(_ environment: [String: String]) -> any CallingConvention {
        switch self {
        case .awsLambda: AWSLambdaCall()
        case .openFaaS: OpenFaaSCall(environment)
        case .yandexFunctions: YandexFunctionCall()
        }
    }
}

/// AWS Lambda with a function URL or an HTTP API: payload format 2.0 and its reply (AWS Lambda developer guide, "Invoking
/// Lambda function URLs"). `functions/aws-lambda/bootstrap` carries both between Lambda's runtime interface and this program.
struct AWSLambdaCall: CallingConvention {
    /// `/tmp` is deleted with the execution environment.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        let event = try GatewayEvent(input)
        // Amazon EventBridge sends this event on a schedule.
        if event["requestContext"] == nil, event["detail-type"]?.string == "Scheduled Event" { return .timer }
        return try event.call(method: event["requestContext", "http", "method"]?.string, path: Self.path(event))
    }

    /// The path without the stage: an HTTP API puts the name of its stage before the path.
    private static func path(_ event: GatewayEvent) -> String? {
        guard let path = event["rawPath"]?.string else { return nil }
        guard let stage = event["requestContext", "stage"]?.string, WebhookRequest.route(path: path) == nil,
            path.hasPrefix("/\(stage)/")
        else { return path }
        return String(path.dropFirst(stage.count + 1))
    }

    func output(_ reply: WebhookReply) -> [UInt8] { GatewayEvent.output(reply) }
}

/// The classic watchdog of OpenFaaS: the body on standard input, the request in variables that begin with `Http_`, the
/// reply's body on standard output (openfaas/classic-watchdog, README.md and handler.go).
///
/// It replies with 200 when the program ends with 0, and with 500 otherwise. So the program ends with 1 for every status but
/// 200: else LiveTex would take a refusal for a success.
struct OpenFaaSCall: CallingConvention {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// A function's disk is deleted with its container.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        // The watchdog has read the whole body before it starts the program.
        let body = try input.readAll(limit: WebhookRequest.maximumRead)
        let head = RequestHead(
            method: environment["Http_Method"] ?? "", path: environment["Http_Path"] ?? "", length: body.count,
            header: { environment[Self.variable($0)] })
        return try head.call { body }
    }

    /// Go's form of a header's name with `_` for `-`: `Http_X_Bridge_Token`.
    static func variable(_ header: String) -> String {
        "Http_" + header.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "_")
    }

    func output(_ reply: WebhookReply) -> [UInt8] { reply.body.bytes() + [UInt8(ascii: "\n")] }

    func exitCode(_ reply: WebhookReply) -> Int32 { reply.status == 200 ? 0 : 1 }
}

/// Yandex Cloud Functions after Yandex API Gateway: the gateway's JSON on standard input and output, as the Bash runtime
/// gets it (yandex-cloud/docs, functions/concepts/function-invoke.md and
/// api-gateway/concepts/extensions/cloud-functions.md).
///
/// The gateway is necessary: a function's own address has no path that could name the binding. The gateway removes the
/// header `Authorization`.
struct YandexFunctionCall: CallingConvention {
    /// `/tmp` and ephemeral disks are deleted with the instance.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        let event = try GatewayEvent(input)
        // A timer trigger sends a list of messages in place of a request.
        if event["httpMethod"] == nil, let kind = event["messages"]?[0]?["event_metadata"]?["event_type"]?.string,
            kind.hasSuffix(".TimerMessage")
        {
            return .timer
        }
        // In version 0.1 `url` is the path that was sent and `path` the pattern of the specification. In version 1.0 `path`
        // is the path that was sent.
        return try event.call(
            method: event["httpMethod"]?.string, path: event["url"]?.string ?? event["path"]?.string)
    }

    func output(_ reply: WebhookReply) -> [UInt8] { GatewayEvent.output(reply) }
}
