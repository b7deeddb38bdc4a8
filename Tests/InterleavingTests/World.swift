import Cryptography
import Dialog
import JSON
import LiveTex
import Platform

@testable import Record

/// A dialog's record between a platform, a courier and LiveTex, all in memory.
struct World {
    let rules: DialogRules
    var now: Int64 = 1_795_420_800_000
    var record: DialogRecord
    /// The record's bytes as a store holds them, one piece for each commit.
    var stored: [ArraySlice<UInt8>] = []
    var liveTex = LiveTexPeer(user: Self.key.userID)
    var platform = PlatformModel()
    /// The call of each lane that is under way.
    var flights: [Lane: QueuedCall] = [:]
    var ids = 0
    var ledger = Ledger()

    static let key = DialogKey(binding: "support", userID: "49:30400")

    init(rules pick: Int) {
        var rules = DialogRules(
            binding: "support", botHeader: "🤖 Бот", leadHeader: "🙂 Клиент", excludedChannels: ["livetex", "umnico"])
        if pick & 1 == 1 { rules.waitingTimeout = 15 * 60_000 }
        if pick & 2 == 2 { rules.botHeader = "" }
        if pick & 4 == 4 {
            rules.scripts = [.return: "back", .noOperators: "nobody"]
            rules.notices[.cancelled] = nil
        }
        self.rules = rules
        record = DialogRecord(key: Self.key, party: Party(userID: Self.key.userID))
    }

    /// Plays a scenario, then delivers all that is left, and returns the first promise that does not hold.
    static func violation(of scenario: Scenario) -> Violation? {
        var world = World(rules: scenario.rules)
        for (place, act) in scenario.acts.enumerated() {
            do {
                try world.happen(act)
            } catch {
                return Violation(description: "act \(place + 1) (\(act)): \(error)")
            }
        }
        do {
            try world.drain()
            try world.checkWhatIsDone()
            try world.checkReplay(count: .max)
            try world.checkNoDeadEnd()
        } catch {
            return Violation(description: "at the end: \(error)")
        }
        return nil
    }

    mutating func happen(_ act: Act) throws {
        now += 1
        let pick = act.pick
        switch act.kind {
        case .leadWrites: try message("lead.message", header: rules.leadHeader, pick)
        case .botWrites: try message("bot.message", header: rules.botHeader, pick)
        case .leadPicks: try menuChoice()
        case .attributes: try setAttributes(pick)
        case .request: try request(withAttributes: pick % 3 == 0)
        case .cancel: try cancel(by: pick % 2 == 0 ? "lead" : "bot")
        case .excludedLead: try excludedLead(pick)
        case .unknownType: try unknownType()
        case .replyTimesOut: try replyTimesOut()
        case .begin: try begin(lane(pick))
        case .land: try land(lane(pick), Landing(pick / 2))
        case .deliver:
            try begin(lane(pick))
            try land(lane(pick), .delivered)
        case .crash: try crash(hasArrived: pick % 2 == 0)
        case .reads: try liveTex.reads(pick)
        case .writes:
            ids += 1
            try liveTex.writes(pick, "операторское \(ids)")
        case .sendsFile: try liveTex.sendsFile(pick)
        case .commands: try liveTex.writes(pick, pick % 2 == 0 ? "/bot" : " /Operator ")
        case .closes: try liveTex.closes(pick)
        case .hold: pick % 2 == 0 ? try liveTex.holds() : try liveTex.echoes()
        case .asksForGroup: liveTex.asksForGroup()
        case .webhook: if let webhook = liveTex.takeWebhook(pick % 3) { try arrive(webhook) }
        case .webhookAgain: try arriveAgain(pick)
        case .time:
            now += [1_000, 6_000, 60_000, 11 * 60_000, 16 * 60_000][pick % 5]
            if pick % 2 == 0 { try change { try $0.passTime($1, now: $2) } }
        case .reload: try reload()
        case .replay: try checkReplay(count: pick)
        case .check: try checkNoDeadEnd()
        }
    }

    private func lane(_ pick: Int) -> Lane { pick % 2 == 0 ? .liveTex : .platform }

    // MARK: - The record

    /// Changes the record as a store does: a change without entries is dropped. Returns the new calls.
    @discardableResult
    mutating func change(_ body: (inout DialogRecord, DialogRules, Int64) throws -> Void) throws -> [QueuedCall] {
        let before = record
        try body(&record, rules, now)
        if record.hasChanges {
            stored.append(encoded(record.entries))
            record.forgetChanges()
        } else {
            try promise(record.dialog == before.dialog, "the dialog changed and nothing was stored")
            record = before
        }
        let new = try ledger.notice(before, record)
        if let request = platform.awaited, case .outcome(let outcome) = try record.settledAnswer(toRequest: request) {
            try hear(outcome, to: request)
        }
        return new
    }

    func encoded(_ entries: [Entry]) -> ArraySlice<UInt8> {
        var writer = ByteWriter()
        for entry in entries { entry.encode(into: &writer) }
        return writer.output[...]
    }

    /// Reads the record again, from its entries and from a snapshot. Both must be equal to it.
    private mutating func reload() throws {
        guard !stored.isEmpty else { return }
        for copy in [
            try DialogRecord(reading: stored), try DialogRecord(reading: [encoded(record.snapshot(now: now))]),
        ] {
            try promise(copy.dialog == record.dialog, "read back, the dialog is \(copy.dialog), not \(record.dialog)")
            try promise(copy.outbox == record.outbox, "read back, the outbox is another")
        }
        record = try DialogRecord(reading: stored)
    }

    // MARK: - The courier

    /// How a call under way ends.
    enum Landing {
        case delivered, answerLost, notSent, neverArrived, refused

        init(_ pick: Int) {
            switch pick % 12 {
            case 7, 8: self = .answerLost
            case 9: self = .notSent
            case 10: self = .neverArrived
            case 11: self = .refused
            default: self = .delivered
            }
        }
    }

    mutating func begin(_ lane: Lane) throws {
        guard flights[lane] == nil, let item = record.head(of: lane),
            max(item.notBefore, item.delivery.nextAttempt) <= now
        else { return }
        let call = try item.call()
        guard record.dialog.wants(call.call) else {
            try change { record, _, _ in record.withdraw(call.number) }
            return
        }
        if case .liveTex(let liveTexCall) = call.call, try isAnsweredByAsking(liveTexCall, call, item) { return }
        try change { try $0.begin(call.number, $1, now: $2) }
        flights[lane] = call
    }

    /// Asks LiveTex about a call whose outcome is not known, as the courier does it.
    private mutating func isAnsweredByAsking(_ call: LiveTexCall, _ queued: QueuedCall, _ item: QueueItem) throws
        -> Bool
    {
        let found: CallOutcome?
        switch call {
        case .sendText where item.delivery.isInDoubt, .sendFile where item.delivery.isInDoubt:
            let anchor = record.dialog.lastMessageID
            let answer = try liveTex.answer(
                .history(userID: Self.key.userID, anchor.map { .after($0) } ?? .newest, limit: 100), call: queued.number
            )
            let entry = try HistoryEntry.list(in: answer).first { $0.isFromUser && $0.id != anchor }
            if let entry {
                let call = liveTex.messages.first { $0.id == entry.id }?.call
                try promise(call == queued.number, "call #\(queued.number) was taken for what #\(call ?? 0) had sent")
            }
            found = entry.map { .delivered(messageID: $0.id, timestamp: $0.timestamp) }
        case .select where item.delivery.isInDoubt && record.dialog.selectionCanBeSeen,
            .reselect where item.delivery.isInDoubt || item.delivery.probes == 0:
            let answer = try liveTex.answer(.currentDestination(userID: Self.key.userID), call: queued.number)
            found = try Destination.current(in: answer) == nil ? nil : .delivered()
            // It may be the group of an earlier conversation. The operators have the dialog in that case too.
            if found != nil, let request = ledger.selections[queued.number] { ledger.foundSelected.insert(request) }
        default: return false
        }
        if let found {
            try finish(queued, found)
        } else {
            try change { record, _, _ in try record.postpone(queued.number, until: 0, isInDoubt: false, probes: 2) }
        }
        return true
    }

    mutating func land(_ lane: Lane, _ landing: Landing, isOnline: Bool? = nil) throws {
        guard let call = flights.removeValue(forKey: lane) else { return }
        switch landing {
        case .delivered: try finish(call, arrive(call, isOnline: isOnline ?? (call.number % 4 != 0)))
        case .answerLost:
            _ = try arrive(call, isOnline: true)
            try change { record, _, now in try record.postpone(call.number, until: now + 1_000, isInDoubt: true) }
        case .neverArrived:
            try change { record, _, now in try record.postpone(call.number, until: now + 1_000, isInDoubt: true) }
        case .notSent:
            try change { record, _, now in try record.postpone(call.number, until: now + 1_000, isInDoubt: false) }
        case .refused:
            // The platform never refuses what tells it the phase.
            if case .platform(let event) = call.call, !event.kind.isForPeople { return try land(lane, call) }
            ledger.refused.insert(call.number)
            try finish(call, .refused)
        }
    }

    private mutating func land(_ lane: Lane, _ call: QueuedCall) throws {
        flights[lane] = call
        try land(lane, .delivered)
    }

    /// The courier dies. Calls under way may have arrived.
    private mutating func crash(hasArrived: Bool) throws {
        let lost = flights
        flights = [:]
        for lane in Lane.allCases {
            if let call = lost[lane], hasArrived { _ = try arrive(call, isOnline: true) }
        }
    }

    /// Delivers a call and returns the meaning of its answer.
    private mutating func arrive(_ call: QueuedCall, isOnline: Bool) throws -> CallOutcome {
        switch call.call {
        case .platform(let event):
            guard let party = record.dialog.party else { throw Violation(description: "an event without a party") }
            let isNew = platform.events.count
            try platform.receive(PlatformEnvelope.body(event, party: party))
            if platform.events.count > isNew { ledger.shown.append(call.number) }
            return .delivered()
        case .liveTex(let liveTexCall):
            let request = LiveTexRequest(liveTexCall, userID: Self.key.userID)
            if let expected = ledger.expected[call.number] {
                try promise(
                    request.body == expected, "LiveTex got \(request.body?.text() ?? "-"), not \(expected.text())")
            }
            let answer = try liveTex.answer(request, call: call.number, isOnline: isOnline)
            switch liveTexCall {
            case .sendText, .sendFile:
                let sent = SentMessage(in: answer)
                return .delivered(messageID: sent.id, timestamp: sent.timestamp)
            case .select, .reselect: return .delivered()
            case .checkOperators:
                let first = try Destination.list(in: answer).first
                return .checked(first?.group, online: first?.hasOnline ?? false)
            }
        }
    }

    /// Records the result of a call.
    private mutating func finish(_ call: QueuedCall, _ outcome: CallOutcome) throws {
        let before = record.dialog.phase
        if case .liveTex(.select) = call.call, case .delivered = outcome, let transfer = before.promised {
            ledger.confirmed.insert(transfer.request)
        }
        ledger.finished.insert(call.number)
        let new = try change { try $0.finish(call, outcome, $1, now: $2) }
        try checkPromise(before, new)
    }

    // MARK: - The end

    /// Delivers everything that waits.
    mutating func drain() throws {
        for _ in 0..<2_000 {
            now += 1
            if let webhook = liveTex.takeWebhook(0) {
                try arrive(webhook)
                continue
            }
            if record.outbox.isEmpty, flights.isEmpty { return }
            let before = (record.outbox.count, flights.count, liveTex.messages.count)
            for lane in Lane.allCases {
                try begin(lane)
                try land(lane, .delivered, isOnline: true)
            }
            if before == (record.outbox.count, flights.count, liveTex.messages.count) {
                let times = Lane.allCases.compactMap {
                    record.head(of: $0).map { max($0.notBefore, $0.delivery.nextAttempt) }
                }
                guard let next = times.min() else {
                    throw Violation(description: "the queue is stuck: \(record.outbox.map(\.number))")
                }
                now = max(now, next)
            }
        }
        throw Violation(description: "the queue never empties: \(record.outbox.map(\.number))")
    }
}

extension PlatformCall.Kind {
    /// Whether the event is shown to the lead. The platform refuses it when it cannot reach the lead.
    var isForPeople: Bool {
        switch self {
        case .notice, .operatorMessage: true
        case .transferResult, .dialogReturned, .operatorCommand: false
        }
    }
}

extension Phase {
    /// The transfer under way or succeeded.
    var promised: Transfer? {
        switch self {
        case .bot, .checking: nil
        case .waiting(let transfer): transfer
        case .operator(let stint): stint.transfer
        }
    }
}
