// How a host runs the receiver: where it puts the request, how it wants the reply, and what the program's end tells it.
// CGI, the command line and the function platforms have a file each; everything behind them is the same.

/// One host's way of running a program per request.
public protocol CallingConvention {
    /// Whether the host's disk is still there for the next call. Where it is not, nothing may be stored on it.
    var keepsFiles: Bool { get }

    /// How long the next byte of the input may take, in milliseconds; nil where the host has taken all of it in before it
    /// starts a program, or a person types.
    var patience: Int32? { get }

    /// Takes the request in, all of it, wanted or not: what is left unread makes some hosts break the reply.
    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall

    /// What the reply is on standard output.
    func output(_ reply: WebhookReply) -> [UInt8]

    /// The program's exit code after that output.
    func exitCode(_ reply: WebhookReply) -> Int32
}

extension CallingConvention {
    public var keepsFiles: Bool { true }
    public var patience: Int32? { nil }
    public func exitCode(_ reply: WebhookReply) -> Int32 { 0 }
}

/// What a host wants of the receiver.
public enum HostedCall: Sendable {
    case webhook(WebhookRequest)
    /// A timer has called instead of a sender: what waits is to be tried again.
    case timer
}

/// Standard input, as a convention reads it.
public struct CallInput: Sendable {
    /// Gives up to so many bytes; fewer only at the end.
    public let read: @Sendable (_ count: Int) throws -> [UInt8]
    /// Reads and throws away so many bytes; nil: whatever comes at once, because there may be no end.
    public let discard: @Sendable (_ count: Int?) -> Void

    public init(
        read: @escaping @Sendable (_ count: Int) throws -> [UInt8], discard: @escaping @Sendable (_ count: Int?) -> Void
    ) {
        self.read = read
        self.discard = discard
    }

    /// Everything to the end.
    ///
    /// - Throws: ``WebhookProblem/tooLarge(limit:)`` for more than `limit` bytes; they are read all the same.
    func readAll(limit: Int) throws(WebhookProblem) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try read(limit + 1) } catch { throw .unavailable("standard input cannot be read: \(error)") }
        guard bytes.count <= limit else {
            discard(.max)
            throw .tooLarge(limit: WebhookRequest.maximumBody)
        }
        return bytes
    }
}

/// A request as HTTP has it, before anything of it was checked.
struct RequestHead {
    var method: String
    /// What follows the host's own part of the path, decoded.
    var path: String
    /// In bytes; nil when the host does not tell.
    var length: Int?
    /// A header's value by its lower-case name.
    var header: (String) -> String?

    /// Checks the head, in the same order whatever the host, and then takes the body.
    func request(body: () throws(WebhookProblem) -> [UInt8]) throws(WebhookProblem) -> WebhookRequest {
        guard let (lane, binding) = WebhookRequest.route(path: path) else {
            throw .notFound(path: path.isEmpty ? "/" : path)
        }
        guard method == "POST" else { throw .methodNotAllowed(method) }
        guard let length else { throw .lengthRequired }
        guard length <= WebhookRequest.maximumBody else { throw .tooLarge(limit: WebhookRequest.maximumBody) }
        return WebhookRequest(lane: lane, binding: binding, headers: headers, body: try body())
    }

    /// The headers that mean something here.
    var headers: [WebhookRequest.Header: String] {
        var headers: [WebhookRequest.Header: String] = [:]
        for header in WebhookRequest.Header.allCases { headers[header] = self.header(header.rawValue) }
        return headers
    }
}
