import JSON
import LiveTexModel
import POSIX

/// LiveTex for tests and scripts: a model of each binding's contact point, with HTTP, a journal, faults and the delivery of
/// notifications.
///
/// ```swift
/// try sandbox.liveTex.setOnline("Анна")
/// try sandbox.liveTex.operatorSays("Анна", to: "49:30400", "Добрый день!")
/// ```
/// Where a function has a `binding`, nil means the sandbox's first one. Functions that change something throw
/// `OperatorError` where there is no such operator or user, and ``SandboxError/unknownBinding(_:)``.
public final class LiveTexServer: Sendable {
    private let points: Guarded<[String: LiveTexContactPoint]>
    private let first: String
    private let journal: Journal
    private let faults: FaultTable
    private let sender: WebhookSender
    private let real: RealService?
    /// How far LiveTex's clock is ahead, in milliseconds.
    private let clockError = Guarded<Int64>(0)
    /// The operators that the fault took offline, by binding.
    private let sentAway = Guarded<[String: [String]]>([:])

    /// - Parameters:
    ///   - points: the contact points with their bindings. The first binding is the default.
    ///   - real: answers the bridge's calls instead of the points; nil for none.
    init(
        points: [(binding: String, point: LiveTexContactPoint)], real: RealService? = nil, journal: Journal,
        faults: FaultTable,
        sender: any Sender, patience: WebhookSender.Patience = WebhookSender.Patience()
    ) {
        let guarded = Guarded(Dictionary(points.map { ($0.binding, $0.point) }, uniquingKeysWith: { $1 }))
        self.points = guarded
        first = points.first?.binding ?? ""
        self.real = real
        self.journal = journal
        self.faults = faults
        self.sender = WebhookSender(sender: sender, journal: journal, faults: faults, patience: patience) { binding in
            guarded.with { $0[binding]?.registration }
        }
    }

    // MARK: What happened

    /// Every call that LiveTex received, also refused ones, in order.
    public var calls: [JournalEntry] { journal.entries(.liveTexCall) }

    /// Every attempt to send a notification, in order.
    public var webhooks: [JournalEntry] { journal.entries(.webhook) }

    /// How many notifications are not accepted yet.
    public var pendingWebhooks: Int { sender.pending }

    /// The contact point of a binding.
    public func contactPoint(_ binding: String? = nil) -> LiveTexContactPoint? {
        points.with { $0[binding ?? first] }
    }

    /// A user's conversation; nil when LiveTex does not know the user.
    public func conversation(_ user: String, binding: String? = nil) -> LiveTexConversation? {
        contactPoint(binding)?.conversations[user]
    }

    /// The users that LiveTex knows, sorted.
    public func users(binding: String? = nil) -> [String] {
        contactPoint(binding)?.conversations.keys.sorted() ?? []
    }

    /// The dialog as operators see it: nothing before a group is chosen.
    public func operatorView(_ user: String, binding: String? = nil) -> [TranscriptLine] {
        conversation(user, binding: binding)?.visibleEntries.compactMap { TranscriptLine($0) } ?? []
    }

    // MARK: What operators do

    /// An operator writes.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public func operatorSays(_ name: String, to user: String, _ text: String, binding: String? = nil) throws -> String {
        try change(binding) { try $0.say(text, as: name, to: user, at: $1) }
    }

    /// An operator sends a file.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public func operatorSends(
        _ name: String, to user: String, _ file: LiveTexFile, binding: String? = nil
    ) throws -> String {
        try change(binding) { try $0.send(file, as: name, to: user, at: $1) }
    }

    /// An operator opens the conversation and reads it.
    public func reads(_ name: String, _ user: String, binding: String? = nil) throws {
        try change(binding) { try $0.read(user, by: name, at: $1) }
    }

    /// The messages reach the operators' application; no operator has read them.
    public func delivers(_ user: String, binding: String? = nil) throws {
        try change(binding) { try $0.deliver(user, at: $1) }
    }

    /// LiveTex writes to the visitor, by a rule of the cabinet.
    public func holds(_ user: String, _ text: String, binding: String? = nil) throws {
        try change(binding) { try $0.hold(user, text: text, at: $1) }
    }

    /// An operator closes the conversation; LiveTex does where there is no name.
    public func closes(_ name: String?, _ user: String, binding: String? = nil) throws {
        try change(binding) { try $0.close(user, by: name, at: $1) }
    }

    /// The conversation goes to another operator. LiveTex sends no notification of it.
    public func transfers(_ user: String, to name: String, binding: String? = nil) throws {
        try change(binding) { try $0.transfer(user, to: name, at: $1) }
    }

    /// An operator's status or number of free slots changes.
    public func setOnline(
        _ name: String, _ online: Bool = true, hasFreeSlot: Bool = true, binding: String? = nil
    ) throws {
        try change(binding) { try $0.setAvailability(of: name, online: online, hasFreeSlot: hasFreeSlot, at: $1) }
    }

    /// All operators go offline.
    public func everyoneLeaves(binding: String? = nil) throws {
        try change(binding) { point, now in
            for employee in point.operators where employee.isOnline {
                try point.setAvailability(
                    of: employee.id, online: false, hasFreeSlot: employee.hasFreeSlot, at: now)
            }
        }
    }

    /// Sends a notification of the journal once more, as LiveTex may do for a day.
    func sendAgain(_ entry: JournalEntry) async -> Bool {
        guard let target = contactPoint(entry.binding)?.registration else { return false }
        var members = entry.request.object ?? [:]
        // The journal has a mask in its place.
        members["webhook_key"] = .string(target.key)
        return await sender.post(
            .object(members), name: entry.name, to: target, binding: entry.binding, user: entry.user,
            attempt: entry.attempt + 1, note: "sent again by hand")
    }

    /// Sends everyone home in all bindings, or brings those back who were sent.
    func setNobodyOnline(_ isOn: Bool) throws {
        for binding in points.with({ $0.keys.sorted() }) {
            if isOn {
                let online = contactPoint(binding)?.operators.filter(\.isOnline).map(\.id) ?? []
                sentAway.with { $0[binding] = online }
                try everyoneLeaves(binding: binding)
            } else {
                for id in sentAway.with({ $0.removeValue(forKey: binding) }) ?? [] {
                    try setOnline(id, binding: binding)
                }
            }
        }
    }

    /// Sets LiveTex's clock that many milliseconds ahead.
    func setClockError(_ milliseconds: Int64) { clockError.with { $0 = milliseconds } }

    // MARK: How LiveTex is set up

    /// Changes groups, operators, editions or limits.
    public func configure(_ binding: String? = nil, _ body: (inout LiveTexContactPoint) -> Void) throws {
        try change(binding) { point, _ in body(&point) }
    }

    /// Removes the registered webhook: notifications wait until the next `setWebhook`.
    public func forgetWebhook(binding: String? = nil) throws {
        try configure(binding) { $0.registration = nil }
    }

    /// Whether all notifications are kept back.
    public var holdsWebhooks: Bool {
        get { sender.isPaused }
        set { sender.isPaused = newValue }
    }

    func stop() async { await sender.stop() }

    @discardableResult
    private func change<Result: Sendable>(
        _ binding: String?, _ body: (inout LiveTexContactPoint, _ now: Int64) throws -> Result
    ) throws -> Result {
        let binding = binding ?? first
        guard let result = try step(binding, body) else { throw SandboxError.unknownBinding(binding) }
        return result
    }

    /// One change of a contact point; nil when the binding is unknown.
    private func step<Result: Sendable, Failure: Error>(
        _ binding: String, _ body: (inout LiveTexContactPoint, _ now: Int64) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try points.with { (points) throws(Failure) in
            guard var point = points[binding] else { return nil }
            let result = try body(&point, Clock.wall() + clockError.with { $0 })
            // Under the lock: notifications leave in the order of the changes.
            for notification in point.takeNotifications() { sender.enqueue(notification, binding: binding) }
            points[binding] = point
            journal.signal.raise()
            return result
        }
    }

    // MARK: HTTP

    /// Answers one request of the Messaging API.
    func answer(_ request: WireRequest) async -> WireReply {
        let key = Result { () throws(LiveTexError) in try Self.key(request) }
        let binding = (try? key.get()).flatMap { key in
            points.with { points in points.first { $0.value.accessKey == key }?.key }
        }
        let body = (try? JSON(parsing: request.body)) ?? (request.body.isEmpty ? .null : .string("not JSON"))
        return await FaultyAnswer(place: .liveTex, kind: .liveTexCall, journal: journal, faults: faults).answer(
            request.pathComponents.last ?? "", binding: binding ?? "", user: body["user_id"]?.string ?? "",
            as: request, body: body,
            failure: { status, code in
                .members([
                    "success": .bool(status == 200 && code == nil), "error_code": code,
                    "error_message": "The sandbox was told to misbehave",
                ])
            },
            perform: {
                if let real {
                    return await real.pass(
                        request, path: request.path + (request.query.isEmpty ? "" : "?\(request.query)"))
                }
                let answer = perform(request, key: key, binding: binding)
                return (answer.status, answer.body)
            })
    }

    /// The order of the checks is that of the vendor's error table: verb and path, key, body.
    private func perform(
        _ request: WireRequest, key: Result<String, LiveTexError>, binding: String?
    ) -> LiveTexAnswer {
        do throws(LiveTexError) {
            let endpoint = try LiveTexEndpoint(verb: request.method, path: request.path)
            _ = try key.get()
            guard let binding else { throw .keyNotValid }
            try Self.checkBody(request)
            guard let answer = step(binding, { $0.answer(endpoint, body: request.body, at: $1) }) else {
                throw .keyNotValid
            }
            return answer
        } catch {
            return LiveTexAnswer(error)
        }
    }

    private static func key(_ request: WireRequest) throws(LiveTexError) -> String {
        let keys = request.queryValues("key")
        guard keys.count == 1, let key = keys.first, !key.isEmpty else { throw .keyNotSpecified }
        return key
    }

    /// Checks the headers of the body. The vendor's table has no status for them: a server that reads no length sees an
    /// empty body.
    private static func checkBody(_ request: WireRequest) throws(LiveTexError) {
        guard request.header("Transfer-Encoding") == nil else { throw .emptyBody }
        guard !request.body.isEmpty else { return }
        guard request.header("Content-Length") != nil else { throw .emptyBody }
        guard request.isJSON else { throw .invalidData("Content-Type must be application/json") }
    }
}
