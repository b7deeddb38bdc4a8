import Cryptography
import JSON
import POSIX

/// The bot platform as tests and scripts see it: what it sends, what the bridge sent to it, and what leads see.
///
/// ```swift
/// let reply = await sandbox.platform.send(.transferRequest(lead))
/// #expect(reply.data["outcome"] == "no_operators")
/// ```
/// Where a function takes a `binding`, nil means the sandbox's first one.
public final class PlatformServer: Sendable {
    /// One binding's secrets on this side of the wire.
    struct Account: Sendable {
        var binding: String
        /// What the bridge must send as a bearer token.
        var expectedToken: String
        /// What the platform sends as a bearer token.
        var sentToken: String
        /// Whether it goes into `X-Bridge-Token` instead of `Authorization`.
        var sendsBridgeToken = false
        var signature: WebhookSignature
    }

    /// When an event is sent again, and how long; milliseconds.
    struct Patience: Hashable, Sendable {
        var pauses: [Int64] = [50, 100, 200, 500]
        /// `Retry-After` is honoured up to this.
        var longestPause: Int64 = 1_000
        /// After so long the last answer counts.
        var total: Int64 = 30_000
        /// How long one answer may take.
        var answer: Int64 = 30_000
    }

    private struct State {
        var events: [ReceivedEvent] = []
        var duplicates = 0
        /// Digests of the bodies by binding and id.
        var known: [String: Digest128] = [:]
        var views: [String: [TranscriptLine]] = [:]
        /// How many ids were made.
        var ids = 0
    }

    private let accounts: [String: Account]
    private let first: String
    private let journal: Journal
    private let faults: FaultTable
    private let sender: any Sender
    private let patience: Patience
    private let receiver: String
    private let salt: String
    private let state = Guarded(State())

    /// - Parameter receiver: the address before `/bot/{binding}`.
    init(
        accounts: [Account], salt: String, journal: Journal, faults: FaultTable, sender: any Sender,
        patience: Patience = Patience(), receiver: String
    ) {
        self.accounts = Dictionary(accounts.map { ($0.binding, $0) }, uniquingKeysWith: { $1 })
        first = accounts.first?.binding ?? ""
        self.journal = journal
        self.faults = faults
        self.sender = sender
        self.patience = patience
        self.receiver = receiver
        self.salt = salt
    }

    // MARK: What happened

    /// The events that the platform accepted from the bridge, each once, in order.
    public var events: [ReceivedEvent] { state.with { $0.events } }

    /// The accepted events about one lead.
    public func events(_ lead: Lead, binding: String? = nil) -> [ReceivedEvent] {
        events.filter { $0.leadKey == lead.key && $0.binding == binding ?? first }
    }

    /// How many repeated events were dropped.
    public var duplicates: Int { state.with { $0.duplicates } }

    /// Every call that the platform received, refused ones too, in order.
    public var calls: [JournalEntry] { journal.entries(.platformCall) }

    /// The dialog as the lead sees it.
    public func leadView(_ lead: Lead, binding: String? = nil) -> [TranscriptLine] {
        state.with { $0.views[Self.view(binding ?? first, lead.key)] ?? [] }
    }

    /// Every dialog of a binding as its lead sees it, by ``Lead/key``.
    public func leadViews(binding: String? = nil) -> [String: [TranscriptLine]] {
        let prefix = Self.view(binding ?? first, "")
        return state.with { state in
            Dictionary(
                uniqueKeysWithValues: state.views.compactMap { key, lines in
                    key.hasPrefix(prefix) ? (String(key.dropFirst(prefix.count)), lines) : nil
                })
        }
    }

    // MARK: What the platform sends

    /// Sends an event to the bridge and waits for its reply. Without an answer, or on 503, the same id and the same bytes
    /// go out again, as the contract asks.
    public func send(_ event: ScriptedEvent, binding: String? = nil) async -> PlatformReply {
        let binding = binding ?? first
        let id = event.id ?? makeID()
        guard let account = accounts[binding] else {
            return PlatformReply(status: nil, body: .null, attempts: 0, id: id)
        }
        let envelope = event.json(id: id, time: Clock.wall())
        let body = envelope.bytes()
        if let line = event.line {
            state.with { $0.views[Self.view(binding, event.lead.key), default: []].append(line) }
        }
        let deadline = Clock.monotonic() + patience.total
        var attempt = 0
        while true {
            attempt += 1
            let number = journal.begin(
                .platformEvent, binding: binding, name: event.type, user: event.lead.key, attempt: attempt,
                request: envelope)
            let token =
                account.sendsBridgeToken
                ? ("X-Bridge-Token", account.sentToken) : ("Authorization", "Bearer \(account.sentToken)")
            var headers = [("Content-Type", "application/json"), token]
            headers += account.signature.headers(id: id, seconds: Clock.wall() / 1000, body: body)
            let result = await sender.post(
                "\(receiver)/bot/\(binding)", headers: headers, body: body, timeout: patience.answer)
            var reply = PlatformReply(status: nil, body: .null, attempts: attempt, id: id)
            var pause = patience.pauses[min(attempt, patience.pauses.count) - 1]
            switch result {
            case .success(let answer):
                reply.status = answer.status
                reply.body = (try? JSON(parsing: answer.body)) ?? .null
                journal.finish(number, .answered(answer.status, reply.body))
                if let seconds = answer.headers["retry-after"].flatMap({ Int64($0) }) {
                    pause = min(seconds * 1000, patience.longestPause)
                }
                if answer.status != 503 { return reply }
            case .failure(let failure): journal.finish(number, .unanswered(failure.reason))
            }
            guard Clock.monotonic() + pause < deadline else { return reply }
            do { try await Task.sleep(nanoseconds: UInt64(pause) * 1_000_000) } catch { return reply }
        }
    }

    /// A new id, which does not look like a counter.
    private func makeID() -> String {
        state.with { state in
            state.ids += 1
            return Digest128(of: salt, String(state.ids)).description
        }
    }

    // MARK: HTTP

    /// Answers one request to `/platform/call/{binding}`.
    func answer(_ request: WireRequest, binding: String) async -> WireReply {
        let value = try? JSON(parsing: request.body)
        let type = value?["type"]?.string ?? ""
        let number = journal.begin(
            .platformCall, binding: binding, name: type, user: Self.leadKey(value), request: value ?? "not JSON")
        let fault = faults.take(.platform, type, binding: binding)
        let note = fault.map { "fault: \($0)" } ?? ""
        switch fault {
        case .drop?:
            journal.finish(number, .unanswered("dropped"), note: note)
            return .drop
        case .answer(let status, let code, let retryAfter)?:
            let code = code?.string ?? Self.defaultCode(status)
            let body: JSON = ["error": ["code": .string(code), "message": "The sandbox was told to misbehave"]]
            journal.finish(number, .answered(status, body), note: note)
            return .json(status, body, headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
        case .delay(let milliseconds)?:
            // Cancelled when the sandbox stops; then nobody waits for the answer any more.
            try? await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
        default: break
        }
        let (status, body) = accept(request, value, binding: binding)
        if fault == .loseAnswer {
            journal.finish(number, .unanswered("done, the answer was lost"), note: note)
            return .drop
        }
        journal.finish(number, .answered(status, body), note: note)
        return .json(status, body)
    }

    private func accept(_ request: WireRequest, _ value: JSON?, binding: String) -> (Int, JSON) {
        guard let account = accounts[binding] else { return Self.refusal(404, "unknown_bot", "no such bot") }
        guard request.method == "POST" else { return Self.refusal(405, "method_not_allowed", "POST only") }
        guard request.header("Transfer-Encoding") == nil, request.header("Content-Length") != nil else {
            return Self.refusal(411, "length_required", "Content-Length is required")
        }
        guard request.bearerToken == account.expectedToken else {
            return Self.refusal(401, "unauthorized", "the bearer token is wrong")
        }
        if let problem = account.signature.problem(request, seconds: Clock.wall() / 1000) {
            return Self.refusal(401, "unauthorized", problem)
        }
        guard request.isJSON, let value else { return Self.refusal(400, "invalid_json", "the body is not JSON") }
        do throws(FieldError) {
            let event = try ReceivedEvent(value, binding: binding)
            if let signed = request.header("webhook-id"), signed != event.id {
                return Self.refusal(401, "unauthorized", "webhook-id is not the event's id")
            }
            return take(event, body: request.body)
        } catch {
            let (status, body) = Self.refusal(422, "invalid_event", error.message)
            var members = body["error"]?.object ?? [:]
            members["field"] = .string(error.path)
            return (status, ["error": .object(members)])
        }
    }

    private func take(_ event: ReceivedEvent, body: [UInt8]) -> (Int, JSON) {
        let key = "\(event.binding) \(event.id)"
        let digest = Digest128(of: body)
        return state.with { state in
            if let known = state.known[key] {
                guard known == digest else {
                    return Self.refusal(409, "id_conflict", "the id was used for another body")
                }
                state.duplicates += 1
                return (200, ["status": "duplicate"])
            }
            state.known[key] = digest
            state.events.append(event)
            if let line = event.line { state.views[Self.view(event.binding, event.leadKey), default: []].append(line) }
            return (200, ["status": "accepted"])
        }
    }

    private static func view(_ binding: String, _ leadKey: String) -> String { "\(binding) \(leadKey)" }

    private static func leadKey(_ envelope: JSON?) -> String {
        guard let bot = envelope?["bot_id"], let lead = envelope?["lead"]?["id"] else { return "" }
        return "\(bot.text()):\(lead.text())"
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> (Int, JSON) {
        (status, ["error": ["code": .string(code), "message": .string(message)]])
    }

    private static func defaultCode(_ status: Int) -> String {
        switch status {
        case 404: "lead_unknown"
        case 410: "lead_unreachable"
        case 401, 403: "unauthorized"
        case 429: "too_many_requests"
        default: "internal_error"
        }
    }
}

extension ScriptedEvent {
    /// What the lead sees of the event; nil when it is nothing.
    var line: TranscriptLine? {
        let message = data["message"]
        var parts: [String] = []
        if let text = message?["text"]?.string { parts.append(text) }
        for item in message?["menu"]?["items"]?.array ?? [] where item["hidden"] != true {
            parts.append("( \(item["label"]?.string ?? "") )")
        }
        for file in message?["attachments"]?.array ?? [] {
            parts.append(
                TranscriptLine.describe(comment: nil, name: file["name"]?.string, url: file["url"]?.string ?? ""))
        }
        switch type {
        case "lead.message": return TranscriptLine(.lead, parts.joined(separator: "\n"))
        case "bot.message": return TranscriptLine(.bot, parts.joined(separator: "\n"))
        case "lead.menu_choice":
            return TranscriptLine(.lead, data["choice"]?["label"]?.string ?? data["choice"]?["code"]?.string ?? "")
        default: return nil
        }
    }
}
