/// How a host runs the receiver: where the request is, what form the reply has, and what the exit code means.
///
/// CGI, the command line and the function platforms have a file each. All that follows is the same for every host.
public protocol CallingConvention {
    /// Whether the host keeps its disk for the next call. If not, nothing may be stored on it.
    var keepsFiles: Bool { get }

    /// How long the receiver waits for the next byte of input, in milliseconds; nil for no limit: the host has the whole
    /// input before it starts the program, or a person types.
    var patience: Int32? { get }

    /// Reads the whole request, also one that is refused: some hosts lose the reply if input is left unread.
    func call(_ input: CallInput) throws(WebhookProblem) -> HostedCall

    /// The reply in the host's form, for standard output.
    func output(_ reply: WebhookReply) -> [UInt8]

    /// The program's exit code after that output.
    func exitCode(_ reply: WebhookReply) -> Int32
}

extension CallingConvention {
    /// The disk is kept.
    public var keepsFiles: Bool { true }
    /// No limit.
    public var patience: Int32? { nil }
    /// 0 for every reply.
    public func exitCode(_ reply: WebhookReply) -> Int32 { 0 }
}

/// What a host calls the receiver for.
public enum HostedCall: Sendable {
    /// A webhook has come.
    case webhook(WebhookRequest)
    /// A timer has fired: the calls that wait are tried again.
    case timer
    /// A monitor asks whether anything answers at a webhook's address. No credential is needed, nothing is read or stored.
    case monitor
}

/// Standard input.
public struct CallInput: Sendable {
    /// Reads up to so many bytes; fewer only at the end of the input.
    public let read: @Sendable (_ count: Int) throws -> [UInt8]
    /// Reads so many bytes and drops them; nil for those that come at once, because the input may have no end.
    public let discard: @Sendable (_ count: Int?) -> Void

    /// An input made of these operations.
    public init(
        read: @escaping @Sendable (_ count: Int) throws -> [UInt8], discard: @escaping @Sendable (_ count: Int?) -> Void
    ) {
        self.read = read
        self.discard = discard
    }

    /// Reads to the end.
    ///
    /// - Throws: ``WebhookProblem/tooLarge(limit:)`` for more than `limit` bytes. They are read to the end as well.
    func readAll(limit: Int) throws(WebhookProblem) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try read(limit + 1) } catch { throw .unavailable("standard input cannot be read: \(error)") }
        guard bytes.count <= limit else {
            discard(.max)
            throw .tooLarge(limit: limit)
        }
        return bytes
    }
}

/// An HTTP request that was not checked yet.
struct RequestHead {
    var method: String
    /// The decoded path after the host's own part.
    var path: String
    /// The body's length in bytes; nil if the host does not know it.
    var length: Int?
    /// The value of a header, by its lower-case name.
    var header: (String) -> String?

    /// Checks the head, in the same order for every host, and then reads the body.
    func call(body: () throws(WebhookProblem) -> [UInt8]) throws(WebhookProblem) -> HostedCall {
        guard let (lane, binding) = WebhookRequest.route(path: path) else {
            throw .notFound(path: path.isEmpty ? "/" : path)
        }
        // A binding that does not exist has the same answer.
        if method == "GET" { return .monitor }
        guard method == "POST" else { throw .methodNotAllowed(method) }
        guard let length else { throw .lengthRequired }
        let limit = WebhookRequest.limit(lane)
        guard length <= limit else { throw .tooLarge(limit: limit) }
        return .webhook(WebhookRequest(lane: lane, binding: binding, headers: headers, body: try body()))
    }

    /// The headers that the receiver reads.
    var headers: [WebhookRequest.Header: String] {
        var headers: [WebhookRequest.Header: String] = [:]
        for header in WebhookRequest.Header.allCases { headers[header] = self.header(header.rawValue) }
        return headers
    }
}
