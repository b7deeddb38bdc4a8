// The Common Gateway Interface (RFC 3875): the request in environment variables and on standard input, the reply on
// standard output.

import JSON

/// One calling convention of the receiver.
public enum CGI {
    /// Whether a process with these variables was started by a web server.
    public static func isCall(_ environment: [String: String]) -> Bool {
        environment["GATEWAY_INTERFACE"] != nil || environment["REQUEST_METHOD"] != nil
    }

    /// Reads the request.
    ///
    /// - Parameters:
    ///   - read: gives up to so many bytes of the body.
    ///   - discard: reads and throws away so many bytes, or without a length what comes at once. What is left unread makes
    ///     some servers break the reply, so the whole body is taken in also when it is not wanted.
    public static func request(
        _ environment: [String: String], read: (Int) throws -> [UInt8], discard: (Int?) -> Void
    ) throws(WebhookProblem) -> WebhookRequest {
        // A body without a length would have to be read until the server closes the pipe, and some hand over raw chunks.
        let length = environment["CONTENT_LENGTH"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        let path = environment["PATH_INFO"] ?? ""
        let problem: WebhookProblem
        if let (side, binding) = WebhookRequest.route(path: path) {
            let method = environment["REQUEST_METHOD"] ?? ""
            if method != "POST" {
                problem = .methodNotAllowed(method)
            } else if let length {
                if length <= WebhookRequest.maximumBody {
                    return WebhookRequest(
                        side: side, binding: binding, headers: headers(environment), body: try body(length, read))
                }
                problem = .tooLarge(limit: WebhookRequest.maximumBody)
            } else {
                problem = .lengthRequired
            }
        } else {
            problem = .notFound(path: path.isEmpty ? "/" : path)
        }
        discard(length)
        throw problem
    }

    private static func body(_ length: Int, _ read: (Int) throws -> [UInt8]) throws(WebhookProblem) -> [UInt8] {
        let body: [UInt8]
        do { body = try read(length) } catch { throw .incomplete(expected: length, received: 0) }
        guard body.count == length else { throw .incomplete(expected: length, received: body.count) }
        return body
    }

    /// A header's variable: `HTTP_` and the name in upper case with `_` for `-`. Servers let `X_Bridge_Token` stand for
    /// `X-Bridge-Token`; both mean the same here.
    public static func headers(_ environment: [String: String]) -> [WebhookRequest.Header: String] {
        var headers: [WebhookRequest.Header: String] = [:]
        for header in WebhookRequest.Header.allCases {
            let variable = "HTTP_" + String(header.rawValue.uppercased().map { $0 == "-" ? "_" : $0 })
            headers[header] = environment[variable]
        }
        return headers
    }

    /// The reply as the server expects it.
    public static func output(_ reply: WebhookReply) -> [UInt8] {
        let body = reply.body.bytes() + [UInt8(ascii: "\n")]
        var head = "Status: \(reply.status) \(reason(reply.status))\r\n"
        head += "Content-Type: application/json; charset=utf-8\r\n"
        head += "Content-Length: \(body.count)\r\n"
        if reply.status == 405 { head += "Allow: POST\r\n" }
        if let seconds = reply.retryAfter { head += "Retry-After: \(seconds)\r\n" }
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
