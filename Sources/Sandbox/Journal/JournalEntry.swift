import JSON

/// One call between LiveTex, the bridge and the platform, with every secret masked.
public struct JournalEntry: Hashable, Sendable {
    /// Who called whom.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The bridge called LiveTex; `name` is the method.
        case liveTexCall = "livetex_call"
        /// LiveTex sent a notification; `name` is its type.
        case webhook
        /// The bridge called the platform; `name` is the event's type.
        case platformCall = "platform_call"
        /// The platform sent an event; `name` is its type.
        case platformEvent = "platform_event"
        /// The receiver, run as a CGI program, wrote to standard error or failed.
        case receiver
    }

    /// How a call ended.
    public enum Outcome: Hashable, Sendable {
        /// The status and the body; `null` where the body was no JSON.
        case answered(Int, JSON)
        /// There was no answer, for this reason.
        case unanswered(String)

        /// The status of an answer; nil when there was none.
        public var status: Int? {
            if case .answered(let status, _) = self { status } else { nil }
        }

        /// The body of an answer; `null` when there was none.
        public var body: JSON {
            if case .answered(_, let body) = self { body } else { .null }
        }
    }

    /// Counts the entries from 1, in the order in which the calls began.
    public var number: Int
    /// When the call began, in milliseconds since 1970.
    public var time: Int64
    /// What kind of call it is.
    public var kind: Kind
    /// The binding's id; empty when the call names no known binding.
    public var binding: String
    /// The method or type.
    public var name: String
    /// The dialog: LiveTex's `user_id`, or the platform's ``Lead/key``; empty when the call names none.
    public var user: String
    /// 1 for the first attempt.
    public var attempt: Int
    /// The path of the call, without its query; empty for a note of the receiver.
    public var path: String
    /// The body of the call.
    public var request: JSON
    /// The size of the call's body as it was sent.
    public var requestBytes: Int
    /// nil while the call is under way.
    public private(set) var outcome: Outcome?
    /// The size of the answer's body as it was sent.
    public private(set) var answerBytes = 0
    /// How long the call took, in milliseconds; nil while it is under way.
    public private(set) var milliseconds: Int64?
    /// The fault that struck; empty for none.
    public var note = ""
    /// By a clock that never jumps.
    private let started: Int64

    init(
        number: Int, time: Int64, kind: Kind, binding: String, name: String, user: String, attempt: Int, path: String,
        request: JSON, requestBytes: Int, started: Int64
    ) {
        self.number = number
        self.time = time
        self.kind = kind
        self.binding = binding
        self.name = name
        self.user = user
        self.attempt = attempt
        self.path = path
        self.request = request
        self.requestBytes = requestBytes
        self.started = started
    }

    /// Sets how the call ended.
    mutating func end(_ outcome: Outcome, bytes: Int, at now: Int64) {
        self.outcome = outcome
        answerBytes = bytes
        milliseconds = now - started
    }

    /// The entry as one line of text.
    public var line: String {
        let result =
            switch outcome {
            case nil: "…"
            case .answered(let status, let body)?: body == .null ? "\(status)" : "\(status) \(body.text())"
            case .unanswered(let reason)?: "no answer: \(reason)"
            }
        let repetition = attempt > 1 ? " (attempt \(attempt))" : ""
        let remark = note.isEmpty ? "" : " [\(note)]"
        return "\(number) \(kind.rawValue) \(binding) \(name)\(repetition) \(request.text()) -> \(result)\(remark)"
    }

    /// The entry for the control interface.
    public var json: JSON {
        .members([
            "number": .int(Int64(number)), "time": .int(time), "kind": .string(kind.rawValue),
            "binding": .string(binding), "name": .string(name), "user": user.isEmpty ? nil : .string(user),
            "attempt": .int(Int64(attempt)), "path": path.isEmpty ? nil : .string(path), "request": request,
            "request_bytes": .int(Int64(requestBytes)), "answer_bytes": .int(Int64(answerBytes)),
            "milliseconds": milliseconds.map { .int($0) }, "note": note.isEmpty ? nil : .string(note),
            "status": outcome?.status.map { .int(Int64($0)) },
            "answer": outcome.flatMap { $0.body == .null ? nil : $0.body },
            "failure": outcome.flatMap { if case .unanswered(let reason) = $0 { .string(reason) } else { nil } },
        ])
    }
}
