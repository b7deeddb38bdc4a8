import JSON

/// What the sandbox does with a received request.
enum WireReply: Sendable {
    /// Answers.
    case answer(Answer)
    /// Closes the connection without a byte.
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

    /// An answer in JSON.
    static func json(_ status: Int, _ value: JSON, headers: [(name: String, value: String)] = []) -> WireReply {
        .answer(
            Answer(status: status, headers: headers + [("Content-Type", "application/json")], body: value.bytes()))
    }

    /// An answer in text of the given media type.
    static func text(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") -> WireReply {
        .answer(Answer(status: status, headers: [("Content-Type", type)], body: Array(text.utf8)))
    }
}
