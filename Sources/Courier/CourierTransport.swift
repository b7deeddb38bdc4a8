import HTTPTransport

/// Sends the courier's requests, many at a time, and is the one place where it waits.
public protocol CourierTransport: AnyObject {
    /// Starts a request.
    ///
    /// - Returns: the request's number, which ``wait(milliseconds:watching:)`` returns with the result.
    func start(_ request: HTTPRequest) throws(HTTPFailure) -> Int

    /// Runs the requests until one has finished, `descriptor` has something to read, or the time is up.
    ///
    /// - Returns: the finished requests' results.
    func wait(milliseconds: Int64, watching descriptor: Int32?) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )]
}

extension HTTPMultiplexer: CourierTransport {}
