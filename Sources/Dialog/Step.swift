/// One event on its way through the state table: the dialog as changed so far, and the decisions so far.
struct Step {
    var dialog: Dialog
    let rules: DialogRules
    /// Milliseconds since 1970.
    let now: Int64
    var decision = Decision()

    init(dialog: Dialog, rules: DialogRules, now: Int64) {
        self.dialog = dialog
        self.rules = rules
        self.now = now
    }

    // MARK: Calls and replies

    /// Queues a call.
    @discardableResult
    mutating func queue(_ call: Call, after: Int64? = nil) -> Int64 {
        let number = nextNumber()
        decision.calls.append(QueuedCall(number: number, call: call, after: after))
        return number
    }

    /// The number of a new call.
    mutating func nextNumber() -> Int64 {
        defer { dialog.nextCall += 1 }
        return dialog.nextCall
    }

    /// Queues an event for the platform.
    @discardableResult
    mutating func tell(_ kind: PlatformCall.Kind, id: String, time: Int64? = nil, after: Int64? = nil) -> Int64 {
        queue(.platform(PlatformCall(id: id, time: time ?? now, party: dialog.party, kind: kind)), after: after)
    }

    /// Queues a notice for its audience, unless the configuration has silenced it or it would say nothing.
    ///
    /// - Parameters:
    ///   - person: the operator that it names.
    ///   - id: of the event for the platform. A text in LiveTex has no id.
    @discardableResult
    mutating func say(_ notice: Notice, naming person: Operator? = nil, id: String, after: Int64? = nil) -> Int64? {
        guard let text = rules.notices.text(notice, naming: person) else { return nil }
        return switch notice.audience {
        case .lead(let kind): tell(.notice(kind, text: text, person), id: id, after: after)
        case .operators: queue(.liveTex(.sendText(text)), after: after)
        }
    }

    mutating func ignore(_ reason: IgnoreReason) { decision.reply = .ignored(reason) }

    // MARK: LiveTex's clock

    /// Whether an event belongs to an earlier conversation than the current transfer's.
    ///
    /// Judged by LiveTex's clock: ours may differ by hours.
    func isStale(_ event: LiveTexEvent) -> Bool {
        guard let timestamp = event.timestamp, let floor = believed(dialog.phase.transfer?.floor) else { return false }
        return timestamp < floor
    }

    /// Whether LiveTex has shown a later time before.
    func isBelated(_ event: LiveTexEvent) -> Bool {
        guard let timestamp = event.timestamp, let latest = believed(dialog.liveTexTime) else { return false }
        return timestamp < latest
    }

    mutating func noteLiveTexTime(_ timestamp: Int64?) {
        guard let timestamp = believed(timestamp) else { return }
        dialog.liveTexTime = max(timestamp, believed(dialog.liveTexTime) ?? timestamp)
    }

    /// How far LiveTex's clock may be ahead of ours, in milliseconds: a day, more than any mistake about time zones.
    private static let largestSkew: Int64 = 86_400_000

    /// A time by LiveTex's clock; nil for one that is too far ahead. One such time would make every later end of a
    /// conversation look late.
    func believed(_ timestamp: Int64?) -> Int64? {
        timestamp.flatMap { $0 > Self.largestSkew && $0 - Self.largestSkew > now ? nil : $0 }
    }

    func liveTexID(_ kind: String, _ event: LiveTexEvent) -> String {
        DerivedID.liveTex(binding: rules.binding, kind: kind, id: event.id)
    }
}

extension Phase {
    /// The current transfer; nil while the bot answers, and then setting it has no effect.
    var transfer: Transfer? {
        get {
            switch self {
            case .bot, .checking: nil
            case .waiting(let transfer): transfer
            case .operator(let stint): stint.transfer
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .bot, .checking: break
            case .waiting: self = .waiting(newValue)
            case .operator(var stint):
                stint.transfer = newValue
                self = .operator(stint)
            }
        }
    }
}

extension DialogRules {
    /// Whether leads of that channel are kept out of LiveTex. Codes are compared without regard to case.
    public func excludes(channel: String?) -> Bool {
        guard let channel else { return false }
        return excludedChannels.contains(channel.lowercased())
    }

    func script(_ type: ScriptType) -> Script { Script(type: type, code: scripts[type]) }
}
