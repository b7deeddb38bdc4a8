import Cryptography
import JSON
import POSIX

/// The platform for tests and scripts: what it sends, what the bridge sends to it, and what leads see.
///
/// ```swift
/// let reply = await sandbox.platform.send(.transferRequest(lead))
/// #expect(reply.data["outcome"] == "no_operators")
/// ```
/// Where a function has a `binding`, nil means the sandbox's first one.
public final class PlatformServer: Sendable {
    /// The platform's secrets for one binding.
    struct Account: Sendable {
        var binding: String
        /// The token that the bridge must send.
        var expectedToken: String
        /// Where it has to be.
        var tokenHeader = "Authorization"
        /// What the body is besides the event.
        var wrapping = EventWrapping.none
        /// The token that the platform sends.
        var sentToken: String
        /// Whether the token goes into `X-Bridge-Token` instead of `Authorization`.
        var sendsBridgeToken = false
        var signature: WebhookSignature
    }

    /// How long the platform waits; milliseconds.
    struct Patience: Hashable, Sendable {
        /// The pauses between attempts. The last one repeats.
        var pauses: [Int64] = [50, 100, 200, 500]
        /// The longest pause that `Retry-After` can ask for.
        var longestPause: Int64 = 1_000
        /// For all attempts. Then the last answer counts.
        var total: Int64 = 30_000
        /// For one answer.
        var answer: Int64 = 30_000
    }

    private struct State {
        var events: [ReceivedEvent] = []
        var duplicates = 0
        /// The digests of the accepted bodies, by binding and id.
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
    private let receiverURL: String
    private let salt: String
    private let state = Guarded(State())

    /// - Parameters:
    ///   - salt: the ids of events are computed from it.
    ///   - receiverURL: the address before `/bot/{binding}`.
    init(
        accounts: [Account], salt: String, journal: Journal, faults: FaultTable, sender: any Sender,
        patience: Patience = Patience(), receiverURL: String
    ) {
        self.accounts = Dictionary(accounts.map { ($0.binding, $0) }, uniquingKeysWith: { $1 })
        first = accounts.first?.binding ?? ""
        self.journal = journal
        self.faults = faults
        self.sender = sender
        self.patience = patience
        self.receiverURL = receiverURL
        self.salt = salt
    }

    // MARK: What happened

    /// The events of the bridge that the platform accepted, each once, in order.
    public var events: [ReceivedEvent] { state.with { $0.events } }

    /// The accepted events of one lead.
    public func events(_ lead: Lead, binding: String? = nil) -> [ReceivedEvent] {
        events.filter { $0.leadKey == lead.key && $0.binding == binding ?? first }
    }

    /// How many events came again.
    public var duplicates: Int { state.with { $0.duplicates } }

    /// Every call that the platform received, also refused ones, in order.
    public var calls: [JournalEntry] { journal.entries(.platformCall) }

    /// The dialog as the lead sees it.
    public func leadView(_ lead: Lead, binding: String? = nil) -> [TranscriptLine] {
        state.with { $0.views[Self.view(binding ?? first, lead.key)] ?? [] }
    }

    /// The dialogs of a binding as their leads see them, by ``Lead/key``.
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

    /// Sends an event to the bridge and returns its reply. Without an answer, and after 503, the same bytes are sent again,
    /// as the contract asks.
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
                "\(receiverURL)/bot/\(binding)", headers: headers, body: body, timeout: patience.answer)
            var reply = PlatformReply(status: nil, body: .null, attempts: attempt, id: id)
            var pause = patience.pauses[min(attempt, patience.pauses.count) - 1]
            switch result {
            case .success(let answer):
                reply.status = answer.status
                reply.body = (try? JSON(parsing: answer.body)) ?? .null
                journal.finish(number, .answered(answer.status, reply.body))
                if let seconds = answer.headers["retry-after"].flatMap({ Int64($0) }) {
                    pause = min(min(max(seconds, 0), 86_400) * 1000, patience.longestPause)
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
        let body = try? JSON(parsing: request.body)
        let value = body.flatMap { (accounts[binding]?.wrapping ?? .none).event(in: $0) }
        return await FaultyAnswer(place: .platform, kind: .platformCall, journal: journal, faults: faults).answer(
            value?["type"]?.string ?? "", binding: binding, user: Self.leadKey(value), request: body ?? "not JSON",
            failure: { status, code in
                Self.refusal(status, code?.string ?? Self.defaultCode(status), "The sandbox was told to misbehave").1
            },
            perform: { accept(request, body, binding: binding) })
    }

    private func accept(_ request: WireRequest, _ body: JSON?, binding: String) -> (Int, JSON) {
        guard let account = accounts[binding] else { return Self.refusal(404, "unknown_bot", "no such bot") }
        guard request.method == "POST" else { return Self.refusal(405, "method_not_allowed", "POST only") }
        guard request.header("Transfer-Encoding") == nil, request.header("Content-Length") != nil else {
            return Self.refusal(411, "length_required", "Content-Length is required")
        }
        let token =
            account.tokenHeader.lowercased() == "authorization"
            ? request.bearerToken : request.header(account.tokenHeader)
        guard token == account.expectedToken else {
            return Self.refusal(401, "unauthorized", "the token in \(account.tokenHeader) is wrong")
        }
        if let problem = account.signature.problem(request, seconds: Clock.wall() / 1000) {
            return Self.refusal(401, "unauthorized", problem)
        }
        guard request.isJSON, let body else { return Self.refusal(400, "invalid_json", "the body is not JSON") }
        guard let value = account.wrapping.event(in: body) else {
            return Self.refusal(422, "invalid_event", "the body is not of the form \(account.wrapping)")
        }
        do throws(FieldError) {
            let event = try ReceivedEvent(value, binding: binding)
            if let signed = request.header("webhook-id"), signed != event.id {
                return Self.refusal(401, "unauthorized", "webhook-id is not the event's id")
            }
            // Tries the connection and changes nothing.
            if event.type == "ping" { return (200, ["id": .string(event.id), "status": "accepted"]) }
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
                return (200, ["id": .string(event.id), "status": "duplicate"])
            }
            state.known[key] = digest
            state.events.append(event)
            if let line = event.line { state.views[Self.view(event.binding, event.leadKey), default: []].append(line) }
            return (200, ["id": .string(event.id), "status": "accepted"])
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
