import FlyingFox

/// Closes a connection without an answer.
///
/// FlyingFox answers 500 when a handler throws, and writes the head of a response before it reads the body. Only an upgrade
/// runs its handler before anything is written, and closes the connection when the handler throws.
struct DroppedConnection: WSHandler {
    struct Dropped: Error {}

    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw Dropped()
    }

    /// The response that makes FlyingFox close the connection.
    static var response: HTTPResponse { HTTPResponse(webSocket: DroppedConnection()) }
}
