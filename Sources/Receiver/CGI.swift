/// The Common Gateway Interface (RFC 3875): the request in environment variables and on standard input, the reply on
/// standard output.
public struct CGI: CallingConvention {
    private let environment: [String: String]

    /// The convention for a process with these variables; nil if no web server started it.
    public init?(_ environment: [String: String]) {
        guard environment["GATEWAY_INTERFACE"] != nil || environment["REQUEST_METHOD"] != nil else { return nil }
        self.environment = environment
    }

    /// One minute. Some servers pass a body on as it arrives, and a client that stops in the middle must not hold a process
    /// for ever.
    public var patience: Int32? { 60_000 }

    /// Reads the request's head from the variables and its body from standard input.
    public func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall {
        // A body without a length could only be read until the server closes the pipe, and some servers pass raw chunks.
        let length = environment["CONTENT_LENGTH"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        let head = RequestHead(
            method: environment["REQUEST_METHOD"] ?? "", path: environment["PATH_INFO"] ?? "", length: length,
            header: { Self.header($0, environment) })
        do {
            let call = try head.call { () throws(WebhookProblem) in try Self.body(length ?? 0, input) }
            if case .monitor = call { input.discard(length ?? 0) }
            return call
        } catch {
            // The rest of the body will not come.
            if case .incomplete = error { throw error }
            input.discard(length)
            throw error
        }
    }

    private static func body(_ length: Int, _ input: CallInput) throws(WebhookProblem) -> [UInt8] {
        let body: [UInt8]
        do { body = try input.read(length) } catch { throw .incomplete(expected: length, received: 0) }
        guard body.count == length else { throw .incomplete(expected: length, received: body.count) }
        return body
    }

    /// The value of a header. Its variable is `HTTP_` and the name in upper case with `_` for `-` (RFC 3875, 4.1.18), so the
    /// headers `X_Bridge_Token` and `X-Bridge-Token` are one.
    static func header(_ name: String, _ environment: [String: String]) -> String? {
        environment["HTTP_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })]
    }

    /// The reply with status, headers and body.
    public func output(_ reply: WebhookReply) -> [UInt8] {
        let body = reply.body.bytes() + [UInt8(ascii: "\n")]
        var head = "Status: \(reply.status) \(Self.reason(reply.status))\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(body.count)\r\n"
        return Array("\(head)\r\n".utf8) + body
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        default: "Service Unavailable"
        }
    }
}
