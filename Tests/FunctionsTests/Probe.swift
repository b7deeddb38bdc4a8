import JSON
import POSIX

@testable import Sandbox

/// One question that every host is asked.
struct Probe: Sendable {
    /// As `host.json` and the matrix name it.
    let name: String
    /// What is done, for the matrix's legend.
    let question: String
    /// The answer that a host gives which adds nothing of its own and takes nothing away. `5xx` stands for any such
    /// status.
    let expected: String
    let measure: @Sendable (RunningHost) async throws -> String

    init(
        _ name: String, _ question: String, _ expected: String,
        _ measure: @escaping @Sendable (RunningHost) async throws -> String
    ) {
        self.name = name
        self.question = question
        self.expected = expected
        self.measure = measure
    }

    /// A probe of one request.
    init(_ name: String, _ question: String, _ expected: String, request: @escaping @Sendable (RunningHost) -> Request)
    {
        self.init(name, question, expected) { host in try await host.send(request(host)).summary }
    }

    /// Whether an answer is the one that a text stands for.
    static func matches(_ found: String, _ text: String) -> Bool {
        if text == "5xx", let status = Int(found.prefix(3)) { return (500...599).contains(status) }
        return found == text
    }
}

extension RunningHost {
    /// Sends a request from a thread of its own.
    func send(_ request: Request) async throws -> Reply? {
        try await BlockingWork.run { [self] in Result { try exchange(request) } }.get()
    }

    /// An event of the platform: a lead writes.
    func event(_ id: String, text: String = "Здравствуйте", lead: Int64) -> [UInt8] {
        ScriptedEvent.leadMessage(Lead(.int(lead)), id: id, text: text).json(id: id, time: Clock.wall()).bytes()
    }

    /// An event's request, as the platform sends it.
    func request(
        _ body: [UInt8], headers: [String]? = nil, path: String = "/bot/support", framing: Request.Framing = .length
    ) -> Request {
        let usual = description.dropsAuthorization ? "X-Bridge-Token: \(token)" : "Authorization: Bearer \(token)"
        return Request(path: path, headers: headers ?? [usual], body: body, framing: framing)
    }

    /// Whether LiveTex has got a lead's message.
    func hasArrived(lead: Int64) -> Bool {
        !(sandbox.liveTex.conversation("49:\(lead)")?.entries.isEmpty ?? true)
    }
}
