import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// A reply waits for exactly one durable commit, which is the largest cost of a webhook.
@Suite(.serialized) struct CommitTests {
    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal),
        arguments: [
            ("further message", 1, 0), ("message, long dialog", 1, 0), ("operator's message", 1, 0),
            ("operator closes", 1, 0), ("transfer.cancel", 1, 0),
        ])
    func aKnownDialogCostsOneCommit(_ name: String, data: Int, whole: Int) async throws {
        let scenario = try #require(Scenario.all.first { $0.name == name })
        try await Rig.run { rig in
            let lead = Lead(1, name: "Иван")
            try await rig.prepare(lead, scenario.stage)
            let webhook = scenario.webhook(lead, rig.sandbox.receiverEnvironment["SANDBOX_SUPPORT_WEBHOOK_KEY"] ?? "")
            let points = try await rig.points(from: nil) { options in
                let run = try await rig.post(webhook, under: options)
                #expect(run.status == 200)
            }
            #expect(points.count { $0.call == "fdatasync" } == data)
            #expect(points.count { $0.call == "fsync" } == whole)
        }
    }

    /// A receiver dies before the event is on the disk. The next receiver reads the event, and must not acknowledge it
    /// before it is on the disk.
    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal),
        arguments: [("first message with a file", 1), ("further message", 0)])
    func aRepeatedEventIsAcknowledgedOnceItIsOnTheDisk(_ name: String, whole: Int) async throws {
        let scenario = try #require(Scenario.all.first { $0.name == name })
        try await Rig.run { rig in
            let lead = Lead(1, name: "Иван")
            try await rig.prepare(lead, scenario.stage)
            let webhook = scenario.webhook(lead, "")
            let killed = try await rig.post(webhook, under: ["-e", "inject=fdatasync:signal=KILL"])
            #expect(killed.wasKilled && killed.status == nil)
            let points = try await rig.points(from: nil) { options in
                let run = try await rig.post(webhook, under: options)
                #expect(run.status == 200 && run.body?["status"] == "duplicate")
            }
            #expect(points.count { $0.call == "fdatasync" } == 1)
            #expect(points.count { $0.call == "fsync" } == whole)
        }
    }

    /// The sender of a transfer's request waits for four seconds while nothing happens. The receiver looks at the record's
    /// status, reads it once, and commits once at the end.
    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal))
    func aWaitingTransferCommitsOnlyAtItsEnd() async throws {
        let scenario = try #require(Scenario.all.first { $0.name == "transfer.request" })
        try await Rig.run { rig in
            let lead = Lead(1, name: "Иван")
            try await rig.prepare(lead, scenario.stage)
            let points = try await rig.points(from: nil) { options in
                let run = try await rig.post(scenario.webhook(lead, ""), under: options)
                #expect(run.status == 200 && run.body?["data"]?["outcome"] == "pending")
            }
            func count(_ call: String) -> Int { points.count { $0.call == call } }
            // The request is taken in, and `pending` was said.
            #expect(count("fdatasync") == 2)
            #expect(count("fsync") == 0)
            // Two commits and one look between them.
            #expect(count("flock") == 3)
            #expect(count("openat") < 40)
        }
    }
}
