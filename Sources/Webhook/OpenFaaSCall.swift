/// The classic watchdog of OpenFaaS: the body on standard input, the request in variables that begin with `Http_`, the
/// reply's body on standard output (openfaas/classic-watchdog, README.md and handler.go).
///
/// It knows two answers: 200 when the program ends with 0, and 500 otherwise. So everything but 200 ends with 1:
/// LiveTex must not take a refusal for a success.
public struct OpenFaaSCall: CallingConvention {
    private let environment: [String: String]

    public init(_ environment: [String: String]) { self.environment = environment }

    /// A function's container goes with its disk.
    public var keepsFiles: Bool { false }

    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
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

    public func output(_ reply: WebhookReply) -> [UInt8] { reply.body.bytes() + [UInt8(ascii: "\n")] }

    public func exitCode(_ reply: WebhookReply) -> Int32 { reply.status == 200 ? 0 : 1 }
}
