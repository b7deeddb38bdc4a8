import Dialog

@testable import Courier
@testable import Record

/// A dialog between a platform, the real courier and LiveTex, all in memory.
struct World {
    let channels: Channels
    let rules: DialogRules
    let key: DialogKey
    /// The key's name, which takes time to compute.
    let name: DialogName
    let clock: RunClock
    let store: WatchedStore
    let wire = Wire()
    let log = RunLog()
    var courier: Courier
    /// The record as it was stored last.
    var record: DialogRecord
    var liveTex: LiveTexPeer
    var platform = PlatformModel()
    var ids = 0
    var ledger = Ledger()

    /// Milliseconds since 1970.
    var now: Int64 {
        get { clock.now }
        nonmutating set { clock.now = newValue }
    }

    init(_ channels: Channels, rules pick: Int) throws {
        self.channels = channels
        rules = channels.binding(pick).rules
        key = DialogKey(binding: rules.binding, userID: "49:30400")
        name = key.name
        clock = RunClock(now: 1_795_420_800_000)
        store = WatchedStore(clock: clock)
        courier = try Self.makeCourier(channels, store, wire, clock, log)
        record = DialogRecord(key: key, party: Party(userID: key.userID))
        liveTex = LiveTexPeer(user: key.userID, now: clock.now, habits: pick)
    }

    /// A copy that goes on by itself. Its courier knows only what is stored, as after a crash.
    init(copyOf world: World) throws {
        channels = world.channels
        rules = world.rules
        key = world.key
        name = world.name
        clock = RunClock(now: world.now)
        store = WatchedStore(copyOf: world.store, clock: clock)
        courier = try Self.makeCourier(channels, store, wire, clock, log)
        record = world.record
        liveTex = world.liveTex
        platform = world.platform
        ids = world.ids
        ledger = world.ledger
    }

    /// Plays a scenario, then delivers all that is left, and returns the first promise that does not hold.
    static func violation(of scenario: Scenario, _ channels: Channels) -> Violation? {
        do {
            var world = try World(channels, rules: scenario.rules)
            for (place, act) in scenario.acts.enumerated() {
                do {
                    try world.happen(act)
                } catch {
                    return Violation(description: "act \(place + 1) (\(act)): \(error)")
                }
            }
            try world.drain()
            try world.checkWhatIsDone()
            try world.checkReplay(count: .max)
            try world.checkNoDeadEnd()
            return nil
        } catch {
            return Violation(description: "at the end: \(error)")
        }
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
            if pick % 2 == 0 { try begin() }
        case .reload: try reload()
        case .replay: try checkReplay(count: pick)
        case .check: try checkNoDeadEnd()
        }
    }

    private func lane(_ pick: Int) -> Lane { pick % 2 == 0 ? .liveTex : .platform }

    // MARK: - The record

    /// Changes the record as a receiver does. Returns the new calls.
    @discardableResult
    mutating func change(_ body: (inout DialogRecord, DialogRules, Int64) throws(DamagedRecord) -> Void) throws
        -> [QueuedCall]
    {
        try store.update(key, party: Party(userID: key.userID)) { (record) throws(DamagedRecord) in
            try body(&record, rules, now)
        }
        return try takeCommits()
    }

    /// Notes what was stored since the last time. Returns the new calls.
    mutating func takeCommits() throws -> [QueuedCall] {
        try log.checkNoProblem()
        var new: [QueuedCall] = []
        for commit in store.takeCommits() {
            guard commit.isStored else {
                try promise(commit.after.dialog == commit.before.dialog, "the dialog changed and nothing was stored")
                continue
            }
            new += try ledger.notice(commit.before, commit.after)
            try checkWords(commit.after)
            record = commit.after
        }
        if let request = platform.awaited, case .outcome(let outcome) = try record.settledAnswer(toRequest: request) {
            try hear(outcome, to: request)
        }
        return new
    }

    /// Reads the record again, from the entries of all commits and from a snapshot. Both must be equal to it.
    private mutating func reload() throws {
        guard !store.appended.isEmpty else { return }
        let read = try DialogRecord(reading: store.appended.map(encoded))
        for copy in [read, try DialogRecord(reading: [encoded(record.snapshot(now: now))])] {
            try promise(copy.dialog == record.dialog, "read back, the dialog is \(copy.dialog), not \(record.dialog)")
            try promise(copy.outbox == record.outbox, "read back, the outbox is another")
        }
        store.record = read
        record = read
    }

    private func encoded(_ entries: [Entry]) -> ArraySlice<UInt8> {
        var writer = ByteWriter()
        for entry in entries { entry.encode(into: &writer) }
        return writer.output[...]
    }
}

extension Phase {
    /// The phase without the numbers of the calls that wait for the selection.
    var settled: Phase {
        guard case .waiting(var transfer) = self else { return self }
        transfer.dependants = []
        return .waiting(transfer)
    }

    /// The transfer under way or succeeded.
    var promised: Transfer? {
        switch self {
        case .bot, .checking: nil
        case .waiting(let transfer): transfer
        case .operator(let stint): stint.transfer
        }
    }
}
