/// AWS Lambda behind a function URL or an HTTP API: payload format 2.0 in, the matching reply out (AWS Lambda developer
/// guide, "Invoking Lambda function URLs"). `functions/aws-lambda/bootstrap` carries both between Lambda's runtime
/// interface and this program.
public struct AWSLambdaCall: CallingConvention {
    public init() {}

    /// `/tmp` goes with the execution environment.
    public var keepsFiles: Bool { false }

    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
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

    public func output(_ reply: WebhookReply) -> [UInt8] { GatewayEvent.output(reply) }
}
