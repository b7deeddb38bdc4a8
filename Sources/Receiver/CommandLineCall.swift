/// The command line, for a person, a script, or a host that can only start commands: lane and binding are arguments, the body
/// is on standard input, the reply's JSON on standard output. Headers are variables as in CGI. The exit code is 0 for a
/// status below 400, else 1.
public struct CommandLineCall: CallingConvention {
    private let arguments: ReceiverArguments
    private let environment: [String: String]

    /// A call with these arguments and variables.
    public init(_ arguments: ReceiverArguments, _ environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Reads the webhook.
    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall { .webhook(try request(input)) }

    /// Reads the webhook's request.
    public func request(_ input: CallInput) throws(WebhookProblem) -> WebhookRequest {
        let body = try input.readAll(limit: WebhookRequest.limit(arguments.lane))
        let head = RequestHead(
            method: "POST", path: "/\(arguments.lane.pathSegment)/\(arguments.binding)", length: body.count,
            header: { CGI.header($0, environment) })
        return WebhookRequest(lane: arguments.lane, binding: arguments.binding, headers: head.headers, body: body)
    }

    /// The reply's body and a line break.
    public func output(_ reply: WebhookReply) -> [UInt8] { reply.body.bytes() + [UInt8(ascii: "\n")] }

    /// 0 when the webhook was accepted, else 1.
    public func exitCode(_ reply: WebhookReply) -> Int32 { reply.status < 400 ? 0 : 1 }
}
