import FlyingFox
import FlyingSocks
import FoundationEssentials

/// The web server of the sandbox: FlyingFox on 127.0.0.1 with one handler for all requests.
final class SandboxServer: Sendable {
    typealias Handler = @Sendable (WireRequest) async -> WireReply

    /// The port on which it listens.
    let port: UInt16
    private let server: HTTPServer
    private let running: Task<Void, Never>

    private init(port: UInt16, server: HTTPServer, running: Task<Void, Never>) {
        self.port = port
        self.server = server
        self.running = running
    }

    /// Starts listening.
    ///
    /// - Parameter port: 0 for any free one.
    static func start(port: UInt16, handler: @escaping Handler) async throws -> SandboxServer {
        let configuration = HTTPServer.Configuration(
            address: try .inet(ip4: "127.0.0.1", port: port),
            // In seconds. Slow answers are one of the faults, so the limit is longer than any client waits.
            timeout: 600,
            logger: .disabled)
        let server = HTTPServer(config: configuration, handler: Adapter(handler: handler))
        let failure = Guarded<(any Error)?>(nil)
        let running = Task {
            do { try await server.run() } catch { failure.with { $0 = error } }
        }
        while true {
            if case .ip4(_, let actual)? = await server.listeningAddress {
                return SandboxServer(port: actual, server: server, running: running)
            }
            if let error = failure.with({ $0 }) { throw CannotListen(port: port, reason: "\(error)") }
            try await Task.sleep(nanoseconds: 1_000_000)
        }
    }

    /// Closes all connections and the port.
    func stop() async {
        await server.stop(timeout: 0)
        running.cancel()
        await running.value
    }

    struct CannotListen: Error, CustomStringConvertible {
        var port: UInt16
        var reason: String
        var description: String { "cannot listen on 127.0.0.1:\(port): \(reason)" }
    }

    private struct Adapter: HTTPHandler {
        let handler: Handler

        func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
            let body = try await request.bodyData
            let reply = await handler(
                WireRequest(
                    method: request.method.rawValue,
                    path: request.target.path(),
                    query: request.target.query(),
                    headers: request.headers.map { ($0.key.rawValue, $0.value) },
                    body: [UInt8](body)))
            switch reply {
            case .drop: return DroppedConnection.response
            case .events(let feed, let lastID):
                return HTTPResponse(
                    statusCode: .ok,
                    headers: [.contentType: "text/event-stream", HTTPHeader("Cache-Control"): "no-store"],
                    body: HTTPBodySequence(from: EventBytes(feed: feed, lastID: lastID)))
            case .answer(let answer):
                var headers = HTTPHeaders()
                for (name, value) in answer.headers { headers.addValue(value, for: HTTPHeader(name)) }
                // The phrase after the status is optional (RFC 9112, section 4).
                return HTTPResponse(
                    statusCode: HTTPStatusCode(answer.status, phrase: ""), headers: headers,
                    body: Data(answer.body))
            }
        }
    }
}
