/// Yandex Cloud Functions behind Yandex API Gateway: the gateway's JSON on standard input and output, as its Bash
/// runtime documents (yandex-cloud/docs, functions/concepts/function-invoke.md and
/// api-gateway/concepts/extensions/cloud-functions.md).
///
/// Without the gateway a function has no path, so it cannot tell bindings apart. `Authorization` never arrives.
public struct YandexFunctionCall: CallingConvention {
    public init() {}

    /// `/tmp` and ephemeral disks go with the instance.
    public var keepsFiles: Bool { false }

    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
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

    public func output(_ reply: WebhookReply) -> [UInt8] { GatewayEvent.output(reply) }
}
