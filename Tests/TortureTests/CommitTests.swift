import Cryptography
import Dialog
import JSON
import POSIX
import Record
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
        arguments: ["first message with a file", "further message"])
    func aRepeatedEventIsAcknowledgedOnceItIsOnTheDisk(_ name: String) async throws {
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
            // The name of a new file is on the disk before its content.
            #expect(points.count { $0.call == "fsync" } == 0)
        }
    }

    /// A receiver dies before the name of a part of the store, or of a record, is on the disk. Whoever acknowledges next waits
    /// for it, once: after a loss of power there would be a commit without a name.
    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal),
        arguments: [
            (dying: 1, next: "a", syncs: [2, 0, 0]), (dying: 2, next: "a", syncs: [1, 0, 0]),
            (dying: 2, next: "b", syncs: [1, 0, 0]),
        ])
    func aNameIsOnTheDiskBeforeTheNextAcknowledgement(dying: Int, next: String, syncs: [Int]) async throws {
        try await Rig.run { rig in
            func message(_ id: String) -> Webhook {
                let body: JSON = [
                    "v": 1, "id": .string(id), "type": "lead.message", "ts": "2026-11-23T08:00:00.000Z", "bot_id": 49,
                    "lead": ["id": 1, "channel": "telegram"], "data": ["message": ["id": "m", "text": .string(id)]],
                ]
                return Webhook(path: "/bot/support", body: body.bytes())
            }
            let killed = try await rig.post(message("a"), under: ["-e", "inject=fsync:signal=KILL:when=\(dying)"])
            #expect(killed.wasKilled && killed.status == nil)
            var found: [Int] = []
            for id in [next, next, "c"].prefix(syncs.count) {
                let points = try await rig.points(from: nil) { options in
                    let run = try await rig.post(message(id), under: options)
                    #expect(run.status == 200)
                }
                found.append(points.count { $0.call == "fsync" })
            }
            #expect(found == syncs)
        }
    }

    /// A program dies after it has replaced a record, before the disk has the new file under the name.
    @Test(
        .enabled(if: Strace.isAllowed, Strace.refusal))
    func aRewrittenRecordIsOnTheDiskBeforeTheNextAcknowledgement() async throws {
        let scenario = try #require(Scenario.all.first { $0.name == "further message" })
        try await Rig.run { rig in
            let lead = Lead(1, name: "Иван")
            let party = Party(botID: lead.botID, leadID: lead.id, channel: lead.channel)
            let key = DialogKey(binding: "support", userID: party.userID)
            // Attributes outlive the pruning of a dialog that has been quiet since 1970.
            _ = try rig.store.update(key, party: party) { (record) throws(DamagedRecord) in
                try record.accept(
                    PlatformEvent(id: "a", party: party, kind: .attributes(.merge, ["a": 1])), body: Digest128(of: "a"),
                    rig.rules, now: 1_000)
            }
            let before = try rig.store.version(of: key.name)
            let prune = [
                "-qq", "-f", "-o", "/dev/null", "-e", "inject=fsync:signal=KILL", try Programs.path("livetex-bridge"),
                "prune",
            ]
            let pruned = try await Subprocess(Strace.path, prune, environment: rig.sandbox.receiverEnvironment).finish()
            #expect(try pruned.ending == .signalled(9) && rig.store.version(of: key.name) != before)
            for syncs in [1, 0] {
                let webhook = scenario.webhook(lead, "")
                let points = try await rig.points(from: nil) { options in
                    let run = try await rig.post(webhook, under: options)
                    #expect(run.status == 200)
                }
                #expect(points.count { $0.call == "fsync" } == syncs)
            }
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
