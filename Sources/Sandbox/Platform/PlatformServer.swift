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

    struct State {
        var events: [ReceivedEvent] = []
        var duplicates = 0
        /// The digests of the accepted bodies, by binding and id.
        var known: [String: Digest128] = [:]
        var views: [String: [LeadMessage]] = [:]
        /// The leads of the views.
        var leads: [String: Lead] = [:]
        var listener: (@Sendable (ReceivedEvent) -> Void)?
        /// How many ids were made.
        var ids = 0
    }

    let accounts: [String: Account]
    let first: String
    let journal: Journal
    private let faults: FaultTable
    let sender: any Sender
    let patience: Patience
    let receiverURL: String
    let salt: String
    private let real: RealService?
    let state = Guarded(State())

    /// - Parameters:
    ///   - salt: the ids of events are computed from it.
    ///   - real: gets the bridge's events after they were checked; nil for none.
    ///   - receiverURL: the address before `/bot/{binding}`.
    init(
        accounts: [Account], salt: String, real: RealService? = nil, journal: Journal, faults: FaultTable,
        sender: any Sender,
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
        self.real = real
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
        state.with { $0.views[Self.view(binding ?? first, lead.key)]?.map(\.line) ?? [] }
    }

    /// What a lead sees, with buttons and files.
    func messages(_ leadKey: String, binding: String) -> [LeadMessage] {
        state.with { $0.views[Self.view(binding, leadKey)] ?? [] }
    }

    /// The leads that have written or were written to by the bot, sorted by their keys.
    func leads(binding: String) -> [Lead] {
        let prefix = Self.view(binding, "")
        return state.with { state in
            state.leads.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Sets who is told of each accepted event of the bridge, once.
    func listen(_ listener: @escaping @Sendable (ReceivedEvent) -> Void) { state.with { $0.listener = listener } }

    /// The dialogs of a binding as their leads see them, by ``Lead/key``.
    public func leadViews(binding: String? = nil) -> [String: [TranscriptLine]] {
        let prefix = Self.view(binding ?? first, "")
        return state.with { state in
            Dictionary(
                uniqueKeysWithValues: state.views.compactMap { key, lines in
                    key.hasPrefix(prefix) ? (String(key.dropFirst(prefix.count)), lines.map(\.line)) : nil
                })
        }
    }

    // MARK: HTTP

    /// Answers one request to `/platform/call/{binding}`.
    func answer(_ request: WireRequest, binding: String) async -> WireReply {
        let body = try? JSON(parsing: request.body)
        let value = body.flatMap { (accounts[binding]?.wrapping ?? .none).event(in: $0) }
        return await FaultyAnswer(place: .platform, kind: .platformCall, journal: journal, faults: faults).answer(
            value?["type"]?.string ?? "", binding: binding, user: Self.leadKey(value), as: request,
            body: body ?? "not JSON",
            failure: { status, code in
                Self.refusal(status, code?.string ?? Self.defaultCode(status), "The sandbox was told to misbehave").1
            },
            perform: {
                let answer = accept(request, body, binding: binding)
                guard let real, answer.0 == 200 else { return answer }
                return await real.pass(request)
            })
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
            if let line = event.line {
                state.views[Self.view(event.binding, event.leadKey), default: []]
                    .append(LeadMessage(line, message: event.data["message"]))
            }
            state.listener?(event)
            return (200, ["id": .string(event.id), "status": "accepted"])
        }
    }

    /// Shows what a real platform sent to the bridge.
    func overhear(_ envelope: JSON, binding: String) {
        guard let fields = try? Fields(envelope), let type = envelope["type"]?.string,
            var lead = try? Lead(fields.object("lead"))
        else { return }
        lead.botID = envelope["bot_id"] ?? lead.botID
        show(ScriptedEvent(type, lead, data: envelope["data"] ?? [:]), binding: binding)
    }

    func show(_ event: ScriptedEvent, binding: String) {
        guard let line = event.line else { return }
        let view = Self.view(binding, event.lead.key)
        state.with { state in
            state.leads[view] = event.lead
            state.views[view, default: []].append(LeadMessage(line, message: event.data["message"]))
        }
        journal.signal.raise()
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
