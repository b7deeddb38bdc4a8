/// An outgoing HTTP request.
public struct HTTPRequest: Sendable {
    public var method: String
    /// An absolute http or https address.
    public var url: String
    /// Headers in the order they are sent. `Content-Length` is added by the transport.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Milliseconds from the start to the last byte of the answer.
    public var timeout: Int64
    /// Hosts whose private, loopback or link-local addresses may be called.
    public var allowPrivate: Set<String>

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
    public var status: Int
    /// Headers by lower-case name; of a repeated one the last.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A request without a complete answer.
public struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is known about the request.
    public enum Outcome: Hashable, Sendable {
        /// Not a byte of it went out: the server cannot have acted on it.
        case notSent
        /// Some of it went out: the server may or may not have acted on it.
        case unknown
        /// The address is one that this program does not call.
        case forbiddenAddress
    }

    public var outcome: Outcome
    /// Why, and of the address no more than the host: the rest may hold secrets.
    public var description: String

    public init(outcome: Outcome, description: String) {
        self.outcome = outcome
        self.description = description
    }
}
