import JSON

/// What the sandbox does with a received request.
enum WireReply: Sendable {
    /// Sends an answer.
    case answer(Answer)
    /// Sends server-sent events until the client goes or the sandbox stops.
    case events(EventFeed, after: String?)
    /// Closes the connection without an answer.
    case drop

    /// An HTTP answer.
    struct Answer: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// A JSON value.
    static func json(_ status: Int, _ value: JSON, headers: [(name: String, value: String)] = []) -> WireReply {
        .answer(
            Answer(status: status, headers: headers + [("Content-Type", "application/json")], body: value.bytes()))
    }

    /// A text of a media type.
    static func text(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") -> WireReply {
        .answer(Answer(status: status, headers: [("Content-Type", type)], body: Array(text.utf8)))
    }
}
