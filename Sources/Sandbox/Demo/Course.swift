import Dialog
import JSON
import LiveTexModel

/// The progress of a played dialog: what the lead and the operators must have seen so far, and how to do and check a step.
struct Course {
    let script: DialogScript
    /// What the lead must have seen.
    private(set) var leadSees: [TranscriptLine] = []
    /// What LiveTex must have and must not show to operators yet.
    private var keptBack: [TranscriptLine] = []
    /// What operators must have seen.
    private(set) var operatorsSee: [TranscriptLine] = []
    /// Whether a group is chosen. Then operators see mirrored messages at once.
    private var isRouted = false
    private var messages = 0

    init(script: DialogScript) {
        self.script = script
    }

    var liveTex: LiveTexServer { script.sandbox.liveTex }
    var platform: PlatformServer { script.sandbox.platform }
    var rules: DialogRules { script.rules }
    var lead: Lead { script.lead }
    var user: String { script.user }
    var binding: String { script.binding }

    // MARK: Doing

    /// An id for the next message.
    mutating func nextMessage() -> String {
        messages += 1
        return "m\(messages)"
    }

    /// Sends an event, which must be accepted.
    @discardableResult
    func send(_ event: ScriptedEvent) async throws -> PlatformReply {
        let reply = await platform.send(event, binding: binding)
        guard reply.status == 200, reply.outcome == "accepted" else {
            throw Difference(
                what: "the reply to \(event.type)", expected: "200 accepted",
                found: "\(reply.status.map(String.init) ?? "no answer") \(reply.body.text())")
        }
        return reply
    }

    // MARK: Expecting

    /// The lead sees one more line.
    mutating func leadWillSee(_ speaker: TranscriptLine.Speaker, _ text: String) {
        leadSees.append(TranscriptLine(speaker, text))
    }

    /// The lead sees a notice, if the binding has a text for it.
    mutating func leadWillSee(notice template: String?, operator name: String? = nil) {
        guard let template else { return }
        leadWillSee(.system, NoticeTemplates.fill(template, naming: name.map { Operator(id: "", name: $0) }))
    }

    /// The bridge mirrors a line under a header. Operators see it now, or when a group is chosen.
    mutating func liveTexWillHave(header: String, _ text: String) {
        let line = TranscriptLine(.lead, header.isEmpty ? text : "\(header)\n\(text)")
        if isRouted { operatorsSee.append(line) } else { keptBack.append(line) }
    }

    /// Operators see a line of an operator or of LiveTex.
    mutating func operatorsWillSee(_ speaker: TranscriptLine.Speaker, _ text: String) {
        operatorsSee.append(TranscriptLine(speaker, text))
    }

    /// A group is chosen: operators see what was kept back, in order.
    mutating func routes() {
        isRouted = true
        operatorsSee += keptBack
        keptBack = []
    }

    /// The conversation is closed: what comes next is kept back again.
    mutating func unroutes() { isRouted = false }

    // MARK: Checking

    /// Waits until the lead and the operators have seen exactly what they must, and LiveTex has what is kept back.
    func check() async throws {
        try await expect("what the lead sees", leadSees) { platform.leadView(lead, binding: binding) }
        try await expect("what operators see", operatorsSee) { liveTex.operatorView(user, binding: binding) }
        try await expect("what LiveTex keeps back", keptBack) {
            liveTex.conversation(user, binding: binding)?.entries.filter { !$0.isVisible }
                .compactMap { TranscriptLine($0) } ?? []
        }
    }

    /// Waits until the value is the expected one.
    func expect<Value: Equatable>(_ what: String, _ expected: Value, _ value: () -> Value) async throws {
        do {
            _ = try await waiting(for: what, within: script.patience) { value() == expected ? true : nil }
        } catch is NeverHappened {
            throw Difference(what: what, expected: "\(expected)", found: "\(value())")
        }
    }

    /// How often a group was chosen for this lead, without repeated choices of the same group.
    var selections: Int {
        liveTex.conversation(user, binding: binding)?.entries.count { entry in
            if case .selected = entry.content { true } else { false }
        } ?? 0
    }

    /// The accepted events of one type about this lead.
    func events(_ type: String) -> [ReceivedEvent] {
        platform.events(lead, binding: binding).filter { $0.type == type }
    }

    /// Asks for a transfer and returns its outcome and script, from the reply or, after `pending`, from the event.
    func transfer() async throws -> (outcome: String, script: String?) {
        let reply = try await send(.transferRequest(lead))
        var data = reply.data
        if data["outcome"] == "pending" {
            data = try await waiting(for: "transfer.result after pending", within: script.patience) {
                events("transfer.result").first { $0.data["request_id"]?.string == reply.id }?.data
            }
        }
        return (data["outcome"]?.string ?? "", data["run_script"]?["type"]?.string)
    }
}
