/// A person, a script, or a host that can only start commands: side and binding as arguments, the body on standard
/// input, the reply's JSON on standard output. Headers come as in CGI. The exit code is 0 when the webhook was
/// accepted.
public struct CommandLineCall: CallingConvention {
    private let arguments: ReceiverArguments
    private let environment: [String: String]

    public init(_ arguments: ReceiverArguments, _ environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall { .webhook(try request(input)) }

    /// The request, for a dry run too.
    public func request(_ input: CallInput) throws(WebhookProblem) -> WebhookRequest {
        let body = try input.readAll(limit: WebhookRequest.maximumBody)
        let head = RequestHead(
            method: "POST", path: "/\(arguments.lane.pathSegment)/\(arguments.binding)", length: body.count,
            header: { CGI.header($0, environment) })
        return WebhookRequest(lane: arguments.lane, binding: arguments.binding, headers: head.headers, body: body)
    }

    public func output(_ reply: WebhookReply) -> [UInt8] { reply.body.bytes() + [UInt8(ascii: "\n")] }

    public func exitCode(_ reply: WebhookReply) -> Int32 { reply.status < 400 ? 0 : 1 }
}
