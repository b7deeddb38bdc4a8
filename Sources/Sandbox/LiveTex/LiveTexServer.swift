import ChannelBundle
import JSON
import POSIX

/// LiveTex as tests and scripts see it: what operators do, what they see, and what the bridge called.
///
/// ```swift
/// try sandbox.liveTex.setOnline("Анна")
/// try sandbox.liveTex.operatorSays("Анна", to: "49:30400", "Добрый день!")
/// ```
/// Where a function takes a `binding`, nil means the sandbox's first one.
public final class LiveTexServer: Sendable {
    private struct State {
        var points: [String: LiveTexContactPoint]
        var stamps: Stamps
    }

    private let state: Guarded<State>
    private let first: String
    private let journal: Journal
    private let faults: FaultTable
    private let sender: WebhookSender

    /// - Parameter points: the contact points; the first one's binding is the default of all functions.
    init(
        points: [LiveTexContactPoint], salt: String, journal: Journal, faults: FaultTable, sender: any Sender,
        patience: WebhookSender.Patience
    ) {
        let byBinding = Dictionary(points.map { ($0.binding, $0) }, uniquingKeysWith: { $1 })
        let state = Guarded(State(points: byBinding, stamps: Stamps(salt: salt)))
        self.state = state
        self.journal = journal
        self.faults = faults
        first = points.first?.binding ?? ""
        self.sender = WebhookSender(sender: sender, journal: journal, faults: faults, patience: patience) { binding in
            state.with { $0.points[binding]?.registration }
        }
    }

    // MARK: What happened

    /// Every call that LiveTex received, refused ones too, in order.
    public var calls: [JournalEntry] { journal.entries(.liveTexCall) }

    /// Every attempt to send a notification, in order.
    public var webhooks: [JournalEntry] { journal.entries(.webhook) }

    /// How many notifications have not been accepted yet.
    public var pendingWebhooks: Int { sender.pending }

    /// The contact point of a binding as it is now.
    public func contactPoint(_ binding: String? = nil) -> LiveTexContactPoint? {
        state.with { $0.points[binding ?? first] }
    }

    /// A user's conversation; nil when LiveTex has never heard of the user.
    public func conversation(_ user: String, binding: String? = nil) -> LiveTexConversation? {
        contactPoint(binding)?.conversations[user]
    }

    /// The users that LiveTex knows, in alphabetical order.
    public func users(binding: String? = nil) -> [String] {
        contactPoint(binding)?.conversations.keys.sorted() ?? []
    }

    /// The dialog as operators see it: nothing before a group was chosen.
    public func operatorView(_ user: String, binding: String? = nil) -> [TranscriptLine] {
        conversation(user, binding: binding)?.visibleEntries.compactMap { TranscriptLine($0) } ?? []
    }

    // MARK: What operators do

    /// An operator writes.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public func operatorSays(
        _ name: String, to user: String, _ text: String, binding: String? = nil
    ) throws(OperatorError) -> String {
        try change(binding) { point, moment throws(OperatorError) in
            try point.say({ .operatorText(text, by: $0) }, as: name, to: user, at: &moment)
        }
    }

    /// An operator sends a file.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public func operatorSends(
        _ name: String, to user: String, _ file: LiveTexFile, binding: String? = nil
    ) throws(OperatorError) -> String {
        try change(binding) { point, moment throws(OperatorError) in
            try point.say({ .operatorFile(file, by: $0) }, as: name, to: user, at: &moment)
        }
    }

    /// An operator opens the conversation and reads it.
    public func reads(_ name: String, _ user: String, binding: String? = nil) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in try point.read(user, by: name, at: &moment) }
    }

    /// The messages reach the operators' application; nobody has read them.
    public func delivers(_ user: String, binding: String? = nil) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in try point.deliver(user, at: &moment) }
    }

    /// LiveTex's retention scenario writes to the visitor.
    public func holds(_ user: String, _ text: String, binding: String? = nil) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in try point.hold(user, text: text, at: &moment) }
    }

    /// An operator closes the conversation; nil: LiveTex does, after a time-out of its own.
    public func closes(_ name: String?, _ user: String, binding: String? = nil) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in try point.close(user, by: name, at: &moment) }
    }

    /// The conversation goes to another operator. LiveTex tells the integrator nothing.
    public func transfers(_ user: String, to name: String, binding: String? = nil) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in try point.transfer(user, to: name, at: &moment) }
    }

    /// An operator comes or goes, or has no slot left.
    public func setOnline(
        _ name: String, _ online: Bool = true, hasFreeSlot: Bool = true, binding: String? = nil
    ) throws(OperatorError) {
        try change(binding) { point, moment throws(OperatorError) in
            try point.setAvailability(of: name, online: online, hasFreeSlot: hasFreeSlot, at: &moment)
        }
    }

    /// Everybody goes offline.
    public func everyoneLeaves(binding: String? = nil) {
        for employee in contactPoint(binding)?.operators ?? [] where employee.isOnline {
            // Operators are not removed in between, so each is found.
            try? setOnline(employee.id, false, hasFreeSlot: employee.hasFreeSlot, binding: binding)
        }
    }

    // MARK: How LiveTex is set up

    /// Changes groups, operators, editions or limits.
    public func configure(_ binding: String? = nil, _ body: (inout LiveTexContactPoint) -> Void) throws(OperatorError) {
        try change(binding) { point, _ throws(OperatorError) in body(&point) }
    }

    /// Forgets the registered webhook: notifications wait until the next `setWebhook`.
    public func forgetWebhook(binding: String? = nil) throws(OperatorError) {
        try configure(binding) { $0.registration = nil }
    }

    /// Whether notifications are kept back, all of them.
    public var holdsWebhooks: Bool {
        get { sender.isPaused }
        set { sender.isPaused = newValue }
    }

    func stop() async { await sender.stop() }

    @discardableResult
    private func change<Result: Sendable>(
        _ binding: String?, _ body: (inout LiveTexContactPoint, inout Moment) throws(OperatorError) -> Result
    ) throws(OperatorError) -> Result {
        let binding = binding ?? first
        return try state.with { state throws(OperatorError) in
            guard let point = state.points[binding] else { throw .unknownBinding(binding) }
            return try step(&state, point, body)
        }
    }

    /// One step of the model; its notifications are handed over before anybody else can take a step.
    private func step<Result, Failure: Error>(
        _ state: inout State, _ point: LiveTexContactPoint,
        _ body: (inout LiveTexContactPoint, inout Moment) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var point = point
        var moment = Moment(stamps: state.stamps, now: Clock.wall())
        let result = try body(&point, &moment)
        let notifications = point.notifications
        point.notifications = []
        state.stamps = moment.stamps
        state.points[point.binding] = point
        for notification in notifications { sender.enqueue(notification, binding: point.binding) }
        return result
    }

    // MARK: The wire

    /// Answers one request of the Messaging API.
    func answer(_ request: WireRequest) async -> WireReply {
        let binding = point(of: request)
        let name = request.pathComponents.last ?? ""
        let body = (try? JSON(parsing: request.body)) ?? (request.body.isEmpty ? .null : .string("not JSON"))
        let number = journal.begin(
            .liveTexCall, binding: binding ?? "", name: name, user: body["user_id"]?.string ?? "", request: body)
        let fault = faults.take(.liveTex, name, binding: binding ?? "")
        let note = fault.map { "fault: \($0)" } ?? ""
        switch fault {
        case .drop?:
            journal.finish(number, .unanswered("dropped"), note: note)
            return .drop
        case .answer(let status, let code, let retryAfter)?:
            let answer: JSON = .members([
                "success": .bool(status == 200 && code == nil), "error_code": code,
                "error_message": "The sandbox was told to misbehave",
            ])
            journal.finish(number, .answered(status, answer), note: note)
            return .json(status, answer, headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
        case .delay(let milliseconds)?:
            // Cancelled when the sandbox stops; then nobody waits for the answer any more.
            try? await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
        default: break
        }
        let (status, answer) = carryOut(request)
        if fault == .loseAnswer {
            journal.finish(number, .unanswered("done, the answer was lost"), note: note)
            return .drop
        }
        journal.finish(number, .answered(status, answer), note: note)
        return .json(status, answer)
    }

    private func carryOut(_ request: WireRequest) -> (Int, JSON) {
        do throws(LiveTexError) {
            let call = try ReceivedCall(request)
            let key = try ReceivedCall.key(request)
            return try state.with { state throws(LiveTexError) in
                guard let point = state.points.values.first(where: { $0.accessKey == key }) else { throw .keyNotValid }
                guard point.editions.contains(call.version) else { throw .forbiddenMethod }
                try ReceivedCall.checkBody(request)
                let parameters = try LiveTexParameters(request.body, of: call.method, version: call.version)
                return try step(&state, point) { point, moment throws(LiveTexError) in
                    (200, try point.call(call.method, version: call.version, parameters: parameters, at: &moment))
                }
            }
        } catch {
            return (error.status, error.json)
        }
    }

    /// The binding whose contact point a request's key names.
    private func point(of request: WireRequest) -> String? {
        guard let key = try? ReceivedCall.key(request) else { return nil }
        return state.with { $0.points.values.first { $0.accessKey == key }?.binding }
    }
}
