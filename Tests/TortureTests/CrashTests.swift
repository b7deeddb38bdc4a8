import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Sandbox
import Store
import TestSupport
import Testing

/// A program may die at any system call. After the sender has repeated what was not answered and a courier has run again,
/// no message is lost, doubled or out of order.
///
/// `make torture` tries every point and prints a table; `make test` tries an even sample, always the same.
@Suite(.serialized) struct CrashTests {
    /// One of this many points is tried.
    private static let stride = Environment.value("LIVETEX_BRIDGE_TORTURE").map { Int($0) ?? 1 } ?? 29

    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal))
    func aProgramThatDiesAtAnySystemCallLosesNothing() async throws {
        let jobs = Scenario.all.flatMap { scenario in
            [
                Job(title: "receiver, \(scenario.name)", run: { try await Self.tortureReceiver(scenario, seed: $0) }),
                Job(title: "courier, \(scenario.name)", run: { try await Self.tortureCourier(scenario, seed: $0) }),
            ]
        }
        var tallies = [Tally](repeating: Tally(), count: jobs.count)
        // A small machine has two cores, and each job runs one program at a time.
        try await withThrowingTaskGroup(of: (Int, Tally).self) { group in
            var next = 0
            func start() {
                guard next < jobs.count else { return }
                let index = next
                next += 1
                group.addTask { (index, try await jobs[index].run(index)) }
            }
            for _ in 0..<2 { start() }
            while let (index, tally) = try await group.next() {
                tallies[index] = tally
                start()
            }
        }
        let total = tallies.reduce(Tally(), +)
        if Environment.value("LIVETEX_BRIDGE_TORTURE") != nil {
            let lines = zip(jobs, tallies).map { $1.row($0.title) }
            print(([Tally.heading] + lines + [total.row("all")]).joined(separator: "\n"))
        }
        #expect(total.lost == 0)
        #expect(total.doubled == 0)
        #expect(total.disordered == 0)
        #expect(total.findings.isEmpty, "\(total.findings.joined(separator: "\n"))")
        for (job, tally) in zip(jobs, tallies) {
            #expect(tally.killed + tally.faults > 0, "\(job.title): nothing was injected")
        }
    }

    private struct Job: Sendable {
        var title: String
        var run: @Sendable (Int) async throws -> Tally
    }

    // MARK: One program, one webhook

    private static func tortureReceiver(_ scenario: Scenario, seed: Int) async throws -> Tally {
        try await Rig.run { rig in
            var attempt = Attempt(rig, scenario, seed: seed)
            let trial = try await attempt.prepare()
            let points = try await rig.points(from: nil) { options in
                let run = try await rig.post(trial.webhook, spawning: scenario.spawns, under: options)
                try require(run.status == 200, "\(scenario.name) is answered with \(run.status ?? 0)")
            }
            try await attempt.conclude(trial, reply: nil, "without a fault")
            for (point, injection) in sample(points, seed: seed) {
                let dialog = try await attempt.prepare()
                let run = try await rig.post(
                    dialog.webhook, spawning: scenario.spawns, under: injection.options(at: point))
                attempt.count(injection, run)
                // Without a complete 200 the sender repeats the webhook.
                var answer = run
                var patience = 10
                while answer.status != 200, patience > 0 {
                    answer = try await rig.post(dialog.webhook, spawning: scenario.spawns)
                    attempt.tally.webhooks += 1
                    patience -= 1
                }
                try await attempt.conclude(
                    dialog, reply: answer.body, "\(scenario.name), receiver, \(injection) at \(point)")
            }
            return attempt.tally
        }
    }

    private static func tortureCourier(_ scenario: Scenario, seed: Int) async throws -> Tally {
        try await Rig.run { rig in
            var attempt = Attempt(rig, scenario, seed: seed)
            let trial = try await attempt.prepare()
            try await attempt.accept(trial)
            let points = try await rig.points(from: rig.sandbox.stateDirectory) { _ = try await rig.deliver(under: $0) }
            try await attempt.conclude(trial, reply: nil, "without a fault")
            for (point, injection) in sample(points, seed: seed) {
                let dialog = try await attempt.prepare()
                try await attempt.accept(dialog)
                let run = try await rig.deliver(under: ["-f"] + injection.options(at: point))
                attempt.count(injection, run)
                try await attempt.conclude(dialog, reply: nil, "\(scenario.name), courier, \(injection) at \(point)")
            }
            return attempt.tally
        }
    }

    /// The points to try: the program dies there, or the call fails in each of its ways.
    private static func sample(_ points: [KillPoint], seed: Int) -> [(KillPoint, Injection)] {
        let all = points.flatMap { point in
            ([.kill] + (SystemCalls.failures[point.call] ?? []).map { .fail($0) }).map { (point, $0 as Injection) }
        }
        return all.enumerated().filter { ($0.offset + seed) % stride == 0 }.map(\.element)
    }
}

/// The dialogs of one scenario, one for each point.
private struct Attempt {
    struct Dialog {
        var lead: Lead
        var webhook: Webhook
    }

    private let rig: Rig
    private let scenario: Scenario
    private var number = 0
    private var mishaps = 0
    var tally = Tally()

    init(_ rig: Rig, _ scenario: Scenario, seed: Int) {
        self.rig = rig
        self.scenario = scenario
    }

    /// Makes a dialog in the scenario's first stage.
    mutating func prepare() async throws -> Dialog {
        number += 1
        tally.webhooks += 1
        let lead = Lead(.int(Int64(number)), name: "Иван")
        try await rig.prepare(lead, scenario.stage)
        let key = rig.sandbox.receiverEnvironment["SANDBOX_SUPPORT_WEBHOOK_KEY"] ?? ""
        return Dialog(lead: lead, webhook: scenario.webhook(lead, key))
    }

    /// Has the webhook stored without a fault, so that a courier has a call to deliver.
    func accept(_ dialog: Dialog) async throws {
        guard scenario.isTransfer else {
            let run = try await rig.post(dialog.webhook)
            return try require(run.status == 200, "\(scenario.name) is answered with \(run.status ?? 0)")
        }
        // A `transfer.request` would wait for a courier. Here its sender was told `pending` already.
        let party = Party(
            botID: dialog.lead.botID, leadID: dialog.lead.id, channel: dialog.lead.channel, name: dialog.lead.name)
        let id = "e-\(dialog.lead.id.text())"
        try rig.store.update(DialogKey(binding: "support", userID: party.userID), party: party) {
            (record) throws(DamagedRecord) in
            let event = PlatformEvent(id: id, party: party, kind: .transferRequest(attributes: nil))
            _ = try record.accept(event, body: .init(of: id), rig.rules, now: Clock.wall())
            _ = try record.sayPending(request: id, now: Clock.wall())
        }
    }

    mutating func count(_ injection: Injection, _ run: Rig.Run) {
        if case .kill = injection { tally.killed += run.wasKilled ? 1 : 0 } else { tally.faults += 1 }
    }

    /// Lets couriers finish, and compares what arrived with what should have.
    mutating func conclude(_ dialog: Dialog, reply: JSON?, _ place: String) async throws {
        try await rig.settle()
        var expected = scenario.expected
        if scenario.isTransfer {
            let outcome = reply?["data"]?["outcome"]?.string
            let found = rig.effects(dialog.lead).platform
            // The outcome comes in the reply or as an event, never in both.
            let wasTold = outcome == "transferred" || (reply == nil && !found.contains(Scenario.result))
            if !wasTold { expected.platform.append(Scenario.result) }
        }
        tally.compare(expected, rig.effects(dialog.lead), at: place)
        let mishaps = try rig.mishaps()
        if mishaps.count > self.mishaps {
            tally.lost += 1
            tally.findings.append("\(place): left \(mishaps)")
        }
        self.mishaps = mishaps.count
    }
}

private func require(_ condition: Bool, _ message: String) throws {
    if !condition { throw Unexpected(description: message) }
}
