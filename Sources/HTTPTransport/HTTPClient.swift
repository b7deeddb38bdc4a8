/// Sends one request at a time, for programs that do nothing else meanwhile.
public enum HTTPClient {
    /// Sends a request and waits for the answer.
    ///
    /// Blocks the thread for at most the request's timeout.
    public static func perform(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        let multiplexer = try HTTPMultiplexer(connections: 1)
        _ = try multiplexer.start(request)
        while multiplexer.inFlight > 0 {
            for finished in multiplexer.wait(milliseconds: 1_000) { return try finished.result.get() }
        }
        throw HTTPFailure(outcome: .unknown, description: "libcurl lost the request")
    }
}
