import Dialog
import JSON
import Platform
import Program
import Record
import Text

/// The reply to a webhook.
public struct WebhookReply: Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The body.
    public var body: JSON
    /// When the sender may try again, in seconds; nil if trying again does not help.
    public var retryAfter: Int?

    /// A reply.
    public init(status: Int, body: JSON, retryAfter: Int? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }

    /// All headers but the length: the host's convention sets that.
    var headers: [(name: String, value: String)] {
        var headers = [("Content-Type", "application/json; charset=utf-8")]
        if status == 405 { headers.append(("Allow", "GET, POST")) }
        if let retryAfter { headers.append(("Retry-After", "\(retryAfter)")) }
        return headers
    }

    /// The reply to a monitor: that a receiver is there, and which release it is.
    public static let greeting = WebhookReply(
        status: 200, body: ["name": "livetex-bridge", "version": .string(bridgeVersion)])

    /// The reply to an event of the platform that was accepted, now or before, or that has no effect.
    static func handled(_ id: String, _ answer: Receipt.Answer, isDuplicate: Bool) -> WebhookReply {
        var body: [String: JSON] = ["id": .string(id), "status": isDuplicate ? "duplicate" : "accepted"]
        switch answer {
        case .accepted, .awaiting: break
        case .ignored(let reason):
            body["status"] = "ignored"
            body["reason"] = .string(reason.rawValue)
        case .outcome(let outcome): body["data"] = outcome.wire
        }
        return WebhookReply(status: 200, body: .object(body))
    }

    /// The reply to a webhook that is not accepted (docs/platform-contract.md, "Replies to the platform").
    public static func error(_ problem: WebhookProblem) -> WebhookReply {
        WebhookReply(
            status: problem.status,
            body: [
                "error": .members([
                    "code": .string(problem.code), "message": .string(problem.message.excerpt(longestText)),
                    "field": problem.field.map { .string($0.excerpt(longestText)) },
                ])
            ],
            retryAfter: problem.status == 503 ? 5 : nil)
    }

    /// The longest message and field, in bytes: the sender chooses some of their words.
    private static let longestText = 512
}

/// Why a webhook is not accepted.
public enum WebhookProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path names no lane and binding.
    case notFound(path: String)
    /// The method is neither GET nor POST.
    case methodNotAllowed(String)
    /// The host does not know the body's length.
    case lengthRequired
    /// The body has more bytes.
    case tooLarge(limit: Int)
    /// The body ended early; both counts are in bytes.
    case incomplete(expected: Int, received: Int)
    /// The platform's token or signature is missing or wrong.
    case unauthorized(String)
    /// LiveTex's `webhook_key` is missing or wrong.
    case forbidden(String)
    /// The bundle has no such binding.
    case unknownBinding(String)
    /// The platform's body is not JSON.
    case invalidJSON(String)
    /// A field of the platform's event is missing or wrong.
    case invalidEvent(field: String, String)
    /// The event's `v` is not 1.
    case unsupportedVersion(Int64)
    /// The event's id came before with another body.
    case idConflict(String)
    /// The bridge cannot handle the webhook now; the reason is for the log.
    case unavailable(String)

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .invalidJSON, .incomplete: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound, .unknownBinding: 404
        case .methodNotAllowed: 405
        case .idConflict: 409
        case .lengthRequired: 411
        case .tooLarge: 413
        case .invalidEvent, .unsupportedVersion: 422
        case .unavailable: 503
        }
    }

    /// The code in the reply and in the log.
    public var code: String {
        switch self {
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .lengthRequired: "length_required"
        case .tooLarge: "too_large"
        case .incomplete: "incomplete_body"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .unknownBinding: "unknown_binding"
        case .invalidJSON: "invalid_json"
        case .invalidEvent: "invalid_event"
        case .unsupportedVersion: "unsupported_version"
        case .idConflict: "id_conflict"
        case .unavailable: "unavailable"
        }
    }

    /// The most Unicode code points that a message quotes of a request.
    static let quoted = 100

    /// The message in the reply, for the sender's developer. It has no paths and causes: those are in the log.
    var message: String {
        switch self {
        case .notFound(let path):
            "nothing is at \(path.excerpt(Self.quoted)); webhooks go to /livetex/{binding} or /bot/{binding}"
        case .methodNotAllowed(let method): "\(method.excerpt(Self.quoted)) is not allowed; send POST"
        case .lengthRequired: "the request has no Content-Length"
        case .tooLarge(let limit): "the body is larger than \(limit) bytes; send files by URL"
        case .incomplete(let expected, let received): "the body ended after \(received) of \(expected) bytes"
        case .unauthorized(let reason), .forbidden(let reason): reason
        case .unknownBinding(let id): "there is no binding \"\(id.excerpt(Self.quoted))\""
        case .invalidJSON(let reason): reason
        case .invalidEvent(let field, let problem): field.isEmpty ? "the event \(problem)" : "\(field) \(problem)"
        case .unsupportedVersion(let version): "v is \(version); this bridge speaks version 1"
        case .idConflict(let id): "the id \(id) was used before with another body"
        case .unavailable: "the bridge cannot handle this now; send it again"
        }
    }

    /// The path of the wrong field.
    var field: String? {
        switch self {
        case .invalidEvent(let field, _): field.isEmpty ? nil : field
        case .unsupportedVersion: "v"
        default: nil
        }
    }

    /// The detail in the log.
    public var description: String { detail }

    /// The detail in the log.
    public var detail: String {
        if case .unavailable(let reason) = self { reason } else { message }
    }
}
