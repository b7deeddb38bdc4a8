import HTTPTransport

/// How the courier speaks to the world: many requests at a time, and one place where it waits.
public protocol CourierTransport: AnyObject {
    /// Starts a request.
    ///
    /// - Returns: a number that ``wait(milliseconds:watching:)`` gives back with the result.
    func start(_ request: HTTPRequest) throws(HTTPFailure) -> Int

    /// Lets the requests go on until one has finished, `descriptor` has something to read, or the time is up.
    ///
    /// - Returns: the finished requests' results.
    func wait(milliseconds: Int64, watching descriptor: Int32?) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )]
}

extension HTTPMultiplexer: CourierTransport {}
