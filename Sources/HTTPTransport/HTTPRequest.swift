/// An outgoing HTTP request.
public struct HTTPRequest: Sendable {
    /// The HTTP method, such as `POST`.
    public var method: String
    /// An absolute http or https URL.
    public var url: String
    /// Headers in their order. The transport adds `Content-Length`.
    public var headers: [(name: String, value: String)]
    /// The body; it is not sent with `GET`.
    public var body: [UInt8]
    /// The time limit from the start to the last byte of the answer, in milliseconds.
    public var timeout: Int64
    /// Hosts whose private, loopback or link-local addresses may be called.
    public var allowPrivate: Set<String>

    /// A request; by default `POST` with a time limit of 30 seconds.
    public init(
        method: String = "POST", url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Int64 = 30_000, allowPrivate: Set<String> = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.allowPrivate = allowPrivate
    }
}

/// A complete answer.
public struct HTTPResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// Headers by lower-case name; the last one of a repeated header.
    public var headers: [String: String]
    /// The body, at most 4 MiB.
    public var body: [UInt8]

    /// An answer, as a test makes it.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why a request has no complete answer.
public struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is known about the request.
    public enum Outcome: Hashable, Sendable {
        /// Not a byte of it went out: the server cannot have acted on it.
        case notSent
        /// Some of it went out: the server may or may not have acted on it.
        case unknown
        /// No address of the host is public or allowed; nothing was sent.
        case forbiddenAddress
    }

    /// What is known about the request.
    public var outcome: Outcome
    /// The reason. Of the URL it names the host only: the rest may have secrets.
    public var description: String

    /// A failure with its reason.
    public init(outcome: Outcome, description: String) {
        self.outcome = outcome
        self.description = description
    }
}
