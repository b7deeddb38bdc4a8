import FlyingFox

/// Ends a connection without an answer.
///
/// FlyingFox turns an error of a handler into a 500, and writes the head of a response before it asks for the first byte of
/// its body. Only an upgrade asks its handler before anything is written; when the handler throws, the connection is closed.
struct DroppedConnection: WSHandler {
    struct Dropped: Error {}

    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw Dropped()
    }

    /// The response that makes FlyingFox close the connection.
    static var response: HTTPResponse { HTTPResponse(webSocket: DroppedConnection()) }
}
