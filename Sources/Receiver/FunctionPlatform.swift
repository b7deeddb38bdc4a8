// The function platforms with a way of calling of their own, which the program cannot tell by itself. All that the
// receiver knows of a platform stands here, so one more platform changes this file and no other.

/// The function platforms that `livetex-hook --as NAME` knows.
public enum FunctionPlatform: String, Sendable, CaseIterable {
    case awsLambda = "aws-lambda"
    case openFaaS = "openfaas"
    case yandexFunctions = "yandex-functions"

    /// How the platform calls.
    public func convention(_ environment: [String: String]) -> any CallingConvention {
        switch self {
        case .awsLambda: AWSLambdaCall()
        case .openFaaS: OpenFaaSCall(environment)
        case .yandexFunctions: YandexFunctionCall()
        }
    }
}

/// AWS Lambda behind a function URL or an HTTP API: payload format 2.0 in, the matching reply out (AWS Lambda developer
/// guide, "Invoking Lambda function URLs"). `functions/aws-lambda/bootstrap` carries both between Lambda's runtime
/// interface and this program.
struct AWSLambdaCall: CallingConvention {
    /// `/tmp` goes with the execution environment.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        let event = try GatewayEvent(input)
        // Amazon EventBridge calls a function on a schedule with an event of its own.
        if event["requestContext"] == nil, event["detail-type"]?.string == "Scheduled Event" { return .timer }
        return .webhook(
            try event.webhook(method: event["requestContext", "http", "method"]?.string, path: Self.path(event)))
    }

    /// The path behind the stage: an HTTP API whose stage has a name puts it before the path.
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
/// It knows two answers: 200 when the program ends with 0, and 500 otherwise. So everything but 200 ends with 1:
/// LiveTex must not take a refusal for a success.
struct OpenFaaSCall: CallingConvention {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// A function's container goes with its disk.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        // The watchdog has taken the whole body in before it starts a program, chunked or not.
        let body = try input.readAll(limit: WebhookRequest.maximumBody)
        let head = RequestHead(
            method: environment["Http_Method"] ?? "", path: environment["Http_Path"] ?? "", length: body.count,
            header: { environment[Self.variable($0)] })
        return .webhook(try head.request { body })
    }

    /// Go's form of a header's name with `_` for `-`: `Http_X_Bridge_Token`.
    static func variable(_ header: String) -> String {
        "Http_" + header.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "_")
    }

    func output(_ reply: WebhookReply) -> [UInt8] { reply.body.bytes() + [UInt8(ascii: "\n")] }

    func exitCode(_ reply: WebhookReply) -> Int32 { reply.status == 200 ? 0 : 1 }
}

/// Yandex Cloud Functions behind Yandex API Gateway: the gateway's JSON on standard input and output, as its Bash
/// runtime documents (yandex-cloud/docs, functions/concepts/function-invoke.md and
/// api-gateway/concepts/extensions/cloud-functions.md).
///
/// Without the gateway a function has no path, so it cannot tell bindings apart. `Authorization` never arrives.
struct YandexFunctionCall: CallingConvention {
    /// `/tmp` and ephemeral disks go with the instance.
    var keepsFiles: Bool { false }

    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        let event = try GatewayEvent(input)
        // A trigger of the type timer sends a list of messages instead of a request.
        if event["httpMethod"] == nil, let kind = event["messages"]?[0]?["event_metadata"]?["event_type"]?.string,
            kind.hasSuffix(".TimerMessage")
        {
            return .timer
        }
        // The path as it was sent is `url` in version 0.1, where `path` is the specification's, and `path` in version
        // 1.0.
        return .webhook(
            try event.webhook(method: event["httpMethod"]?.string, path: event["url"]?.string ?? event["path"]?.string))
    }

    func output(_ reply: WebhookReply) -> [UInt8] { GatewayEvent.output(reply) }
}
