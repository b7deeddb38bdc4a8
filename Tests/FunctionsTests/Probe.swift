import JSON
import POSIX

@testable import Sandbox

/// One request, or a few, that every host gets.
struct Probe: Sendable {
    /// The name in `host.json` and in the matrix.
    let name: String
    /// What the probe does, for the matrix's legend.
    let question: String
    /// The receiver's own answer, which a host should pass on unchanged. `5xx` means any such status.
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

    /// Whether an answer is the expected one, or any 5xx status where that is expected.
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

    /// The platform's request with an event.
    func request(
        _ body: [UInt8], headers: [String]? = nil, path: String = "/bot/support", framing: Request.Framing = .length
    ) -> Request {
        let usual = description.dropsAuthorization ? "X-Bridge-Token: \(token)" : "Authorization: Bearer \(token)"
        return Request(path: path, headers: headers ?? [usual], body: body, framing: framing)
    }

    /// Whether LiveTex has a lead's message.
    func hasArrived(lead: Int64) -> Bool {
        !(sandbox.liveTex.conversation("49:\(lead)")?.entries.isEmpty ?? true)
    }
}
