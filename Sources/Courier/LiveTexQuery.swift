import ChannelBundle
import HTTPTransport
import JSON
import LiveTex
import Outbound
import Platform

/// LiveTex could not be asked.
public struct QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// For a person: with LiveTex's own words, if there are any.
    public var description: String
    /// For a log: without LiveTex's words, which may quote anything.
    public var logged: String

    /// An error with its two texts.
    ///
    /// - Parameter logged: nil when all of it may be logged.
    public init(_ description: String, logged: String? = nil) {
        self.description = description
        self.logged = logged ?? description
    }
}

/// A question to LiveTex that is answered at once and belongs to no dialog.
public struct LiveTexQuery: Sendable {
    private let binding: Binding
    private let timeout: Int64

    /// - Parameter timeout: in milliseconds.
    public init(binding: Binding, timeout: Int64 = 4_000) {
        self.binding = binding
        self.timeout = timeout
    }

    /// Sends a request and returns the body of a successful answer.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func perform(_ request: LiveTexRequest, now: Int64) throws(QueryError) -> JSON {
        let response: HTTPResponse
        do {
            var resolved = try RequestResolver.resolve(OutboundRequest(request, binding), binding, now: now)
            resolved.timeout = timeout
            response = try HTTPClient.perform(resolved)
        } catch {
            throw QueryError("\(error)")
        }
        switch LiveTexResponse(response) {
        case .success(let body): return body
        case .failure(let failure):
            throw QueryError(
                failure.description(masking: binding.secretMask.excerpt), logged: failure.description)
        }
    }

    /// The groups in LiveTex's order.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func destinations(now: Int64) throws(QueryError) -> [Destination] {
        let body = try perform(.destinations, now: now)
        do {
            return try Destination.list(in: body)
        } catch {
            throw QueryError("LiveTex's groups cannot be read: \(error.message)")
        }
    }

    /// Whether an operator is online in the first group, the one that a transfer would select.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func operatorsStatus(now: Int64) throws(QueryError) -> OperatorsStatus {
        let first = try destinations(now: now).first
        return OperatorsStatus(group: first?.group, isOnline: first?.hasOnline ?? false)
    }
}
