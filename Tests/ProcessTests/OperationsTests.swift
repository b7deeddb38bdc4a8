import Dialog
import FlatFileStore
import JSON
import LiveTexModel
import POSIX
import Record
import Sandbox
import Store
import TestSupport
import Testing

/// The commands for people on call, with the real programs and the sandbox's LiveTex.
@Suite struct OperationsTests {
    @Test func registersTheWebhookAndReadsItBack() async throws {
        try await Bridge.run { bridge async throws in
            try bridge.sandbox.liveTex.forgetWebhook()
            let missing = try await bridge.command("webhook", "show", "support")
            #expect(missing.ending == .exited(4))
            #expect(
                missing.errorText.contains(
                    "no webhook is registered; the configuration has \(bridge.sandbox.receiverURL)/livetex/support"))
            let dryRun = try await bridge.command("webhook", "register", "support", "--dry-run")
            #expect(dryRun.outputText.contains("\"webhook_key\": \"***\""))
            #expect(!bridge.sandbox.liveTex.calls.contains { $0.name == "setWebhook" })
            for _ in 1...2 { #expect(try await bridge.command("webhook", "register", "support").ending == .exited(0)) }
            let shown = try await bridge.command("webhook", "show", "support")
            #expect(shown.ending == .exited(0), "\(shown.errorText)")
            #expect(shown.outputText.hasPrefix("\(bridge.sandbox.receiverURL)/livetex/support\n"))
            let types = bridge.sandbox.liveTex.contactPoint()?.registration?.types
            #expect(
                types.map { Set($0) } == [
                    "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
                ])
        }
    }

    /// Version 1.0 has no filter of types.
    @Test func registersForAllTypesWhereThereIsNoFilter() async throws {
        try await Bridge.run(.v1_0) { bridge async throws in
            let dryRun = try await bridge.command("webhook", "register", "support", "--dry-run")
            #expect(!dryRun.outputText.contains("webhook_event_types"))
            #expect(try await bridge.command("webhook", "register", "support").ending == .exited(0))
        }
    }

    @Test func showsWhoIsOnlineAndWarnsOfFurtherGroups() async throws {
        try await Bridge.run { bridge async throws in
            try bridge.sandbox.liveTex.setOnline("Анна", true)
            let one = try await bridge.command("operators", "support", "--format", "json")
            #expect(try JSON(parsing: one.output)[0]?["online"] == true)
            #expect(one.errorText.isEmpty)
            try bridge.sandbox.liveTex.configure { point in
                point.groups.append(LiveTexGroup(id: "70002", name: "Продажи", operators: []))
            }
            let two = try await bridge.command("operators", "support")
            #expect(two.outputText == "70001  online   Поддержка\n70002  offline  Продажи\n")
            #expect(two.errorText.contains("of 2 groups only the first is used"))
        }
    }

    @Test func theDoctorReportsAProblemAndGoesOn() async throws {
        try await Bridge.run { bridge async throws in
            let healthy = try await bridge.command("doctor")
            #expect(healthy.ending == .exited(0), "\(healthy.outputText)")
            let lines = healthy.outputText.split(separator: "\n")
            // The machine's own disk may deserve a note.
            #expect(lines.first?.contains("-  the state directory can be trusted") == true)
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("ok  ") })
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 401, code: 2), on: "getDestinations"))
            let ill = try await bridge.command("doctor", "--format", "json")
            #expect(ill.ending == .exited(4))
            let findings = try JSON(parsing: ill.output).array ?? []
            #expect(
                findings.filter { $0["ok"] == false }.map { $0["check"] } == [
                    "LiveTex accepts the token and has a group"
                ])
            #expect(findings.count == 14)
        }
    }

    @Test func theDoctorSeesWhatAPersonOnCallWouldSee() async throws {
        try await Bridge.run(delivery: "external") { bridge async throws in
            let state = bridge.sandbox.stateDirectory
            let store = try FlatFileStore(StateDirectory(state), allowing: [.tmpfs])
            try store.pause(Pause(binding: "support", lane: .platform, reason: "401", time: 1))
            try store.keep(DeadLetter(unreadable: Array("{".utf8), binding: "support", reason: "not JSON", now: 1))
            await bridge.leadSays("hello")
            // A courier was started an hour ago, and the call has been due as long.
            let marks = ["courier-start"].map { "\(state)/\($0)" }
            for mark in marks { try FileSystem.replace(mark, with: []) }
            let key = DialogKey(binding: "support", userID: bridge.user)
            try store.update(key, party: nil) { (record) throws(DamagedRecord) in
                try record.postpone(record.outbox[0].number, until: Clock.wall() - 3_600_000, isInDoubt: false)
            }
            let touched = try await Subprocess("/usr/bin/touch", ["-d", "1 hour ago"] + marks).finish()
            #expect(touched.ending == .exited(0))
            var environment = bridge.sandbox.receiverEnvironment
            environment["LIVETEX_BRIDGE_COURIER"] = "/bin/false"
            let result = try await Subprocess(
                Programs.path("livetex-bridge"), ["doctor"], environment: environment
            ).finish()
            #expect(result.ending == .exited(4))
            for line in [
                "FAIL  -  the courier can be run: /bin/false cannot be run: ",
                "FAIL  -  a courier that is started works: one was started at ",
                "FAIL  -  no call waits too long: one has been due for 60m: ",
                "FAIL  support  the lane platform is not paused: paused since ",
                "note  -  there are no dead letters: there are 1; see dead-letters list",
                "ok    support  the receiver answers at public_url",
            ] { #expect(result.outputText.contains("\(line)"), "\(line)\n\(result.outputText)") }
        }
    }

    @Test func theDoctorNamesAPublicURLThatDoesNotAnswer() async throws {
        let receiver = try Receiver { $0.publicURL = "http://127.0.0.1:1/hooks" }
        let result = try await Subprocess(
            Programs.path("livetex-bridge"), ["doctor"], environment: receiver.environment
        ).finish()
        #expect(
            result.outputText.contains(
                "FAIL  support  the receiver answers at public_url: http://127.0.0.1:1/hooks/bot/support: "))
    }

    @Test func deadLettersCanBeReadRequeuedAndDropped() async throws {
        try await Bridge.run { bridge async throws in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText", count: 2))
            for text in ["first", "second", "third"] { await bridge.leadSays(text) }
            try await bridge.settle()
            let list = try JSON(parsing: try await bridge.command("dead-letters", "list", "--format", "json").output)
            let ids = list.array?.compactMap { $0["id"]?.string } ?? []
            #expect(ids.count == 2)
            let letter = try JSON(
                parsing: try await bridge.command("dead-letters", "show", ids[0], "--format", "json").output)
            #expect(letter["reason"]?.string?.hasPrefix("LiveTex answered 400, error code 9") == true)
            #expect(letter["call"]?.string?.contains("first") == true)
            #expect(try await bridge.command("dead-letters", "requeue", ids[0]).outputText == "\(ids[0]) requeued\n")
            // The output names the letters that were dropped before the first unknown one.
            let dropped = try await bridge.command("dead-letters", "drop", ids[1], "nothing", "--format", "json")
            #expect(dropped.ending == .exited(2))
            #expect(dropped.errorText == "livetex-bridge: there is no dead letter nothing\n")
            #expect(try JSON(parsing: dropped.output) == [["id": .string(ids[1]), "done": "dropped"]])
            #expect(try await bridge.command("dead-letters", "drop", ids[1]).ending == .exited(2))
            #expect(try await bridge.command("dead-letters", "show", "../../etc/passwd").ending == .exited(2))
            try await bridge.deliver()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nthird", "🙂 Клиент\nfirst"])
            #expect(try await bridge.command("dead-letters", "list").outputText.isEmpty)
        }
    }

    /// For people: short ids, the lead, times as dates, a line for each call, and all letters at once.
    @Test func lettersHaveShortIDsAndComeBackTogether() async throws {
        try await Bridge.run(delivery: "external") { bridge async throws in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText", count: 2))
            for text in ["first", "second"] { await bridge.leadSays(text) }
            try await bridge.deliver()
            let store = try FlatFileStore(StateDirectory(bridge.sandbox.stateDirectory), allowing: [.tmpfs])
            let letters = try store.deadLetters()
            try store.keep(DeadLetter(unreadable: Array("{".utf8), binding: "support", reason: "not JSON", now: 1))
            let list = try await bridge.command("dead-letters", "list").outputText.split(separator: "\n")
            #expect(list.count == 3)
            let short = try #require(list.last?.prefix(8))
            #expect(
                list.last?.contains(/^[0-9a-f]{8}  20\d\d-.*Z  support  call  49:30400  LiveTex answered 400/) == true,
                "\(list)")
            let shown = try await bridge.command("dead-letters", "show", String(short)).outputText
            #expect(shown.contains("\nlead  49:30400\nattempts  1\ncall  livetex  sendText  {"), "\(shown)")
            #expect(shown.hasPrefix("letter  \(short)  \(letters[1].id)\n") && shown.contains("second"), "\(shown)")
            #expect(try await bridge.command("dead-letters", "requeue").ending == .exited(2))
            #expect(try await bridge.command("dead-letters", "requeue", String(short), "--all").ending == .exited(2))
            #expect(try await bridge.command("dead-letters", "requeue", "--binding", "other").outputText.isEmpty)
            let all = try await bridge.command("dead-letters", "requeue", "--all")
            #expect(all.ending == .exited(0))
            #expect(all.outputText == letters.map { "\($0.id) requeued\n" }.joined())
            let dialog = try await bridge.command("dialogs", "show", "support/49:30400").outputText
            #expect(dialog.contains("\nuser  49:30400\nlead  30400  telegram  Иван\n"), "\(dialog)")
            #expect(
                dialog.contains(/\ncall 3  livetex  sendText  .*first.*\ncall 4  livetex  sendText  .*second/),
                "\(dialog)")
            try await bridge.deliver()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nfirst", "🙂 Клиент\nsecond"])
        }
    }

    @Test func pausedLanesAreListedAndResumed() async throws {
        try await Bridge.run { bridge async throws in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 401, code: 2), count: nil))
            await bridge.leadSays("hello")
            try await eventually("the lane is paused") {
                try await bridge.command("stats").outputText
                    .contains("livetex_bridge_paused_lanes{binding=\"support\",lane=\"livetex\"} 1\n")
            }
            let listed = try await bridge.command("pending", "--format", "json")
            #expect(listed.errorText.hasPrefix("livetex-bridge: support livetex is paused since 20"))
            #expect(listed.errorText.hasSuffix("; fix this, then run: livetex-bridge resume support\n"))
            let pending = try JSON(parsing: listed.output)
            #expect(pending[0]?["pending"] == 1)
            let lane = pending[0]?["lanes"]?[0]
            #expect(lane?["kind"] == "sendText" && lane?["calls"] == 1 && lane?["attempts"] == 1)
            #expect(lane?["paused"]?["reason"]?.string?.hasPrefix("LiveTex answered 401") == true)
            let lines = try await bridge.command("pending").outputText
            #expect(
                lines.contains(
                    /\n    livetex: 1 waiting, first sendText \(1\); .*; paused since 20.*LiveTex answered 401/),
                "\(lines)")
            let show = try await bridge.command(
                "dialogs", "show", pending[0]?["dialog"]?.string ?? "", "--format", "json")
            #expect(try JSON(parsing: show.output)["calls"]?[0]?["call"]?["text"] == "🙂 Клиент\nhello")
            bridge.sandbox.faults.clear()
            let resumed = try JSON(parsing: try await bridge.command("resume", "support", "--format", "json").output)[0]
            #expect(resumed?["binding"] == "support" && resumed?["lane"] == "livetex")
            #expect(resumed?["reason"]?.string?.hasPrefix("LiveTex answered 401") == true)
            let again = try await bridge.command("resume", "support")
            #expect(again.errorText == "livetex-bridge: support is not paused\n" && again.outputText.isEmpty)
            // The next webhook would start a courier. The test starts one.
            try await bridge.deliver()
            #expect(bridge.visitorTexts == ["🙂 Клиент\nhello"])
        }
    }

    /// Why a call waits, and until when.
    @Test func pendingShowsTheLastErrorAndTheNextTry() async throws {
        try await Bridge.run(delivery: "external") { bridge async throws in
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 502), count: nil))
            await bridge.leadSays("hello")
            #expect(try await bridge.command("pending").outputText.contains("; never tried\n"))
            _ = try await Subprocess(
                Programs.path("livetex-courier"), ["--once"], environment: bridge.sandbox.receiverEnvironment
            ).finish()
            let lines = try await bridge.command("pending").outputText
            #expect(lines.contains(/; tried \d times since 20.*; last error: .*502.*; next try 20/), "\(lines)")
            let lane = try JSON(parsing: try await bridge.command("pending", "--format", "json").output)[0]?["lanes"]?[
                0]
            #expect(lane?["last_error"]?.string?.contains("502") == true && lane?["paused"] == nil)
        }
    }

    @Test func everyCommandPrintsJSON() async throws {
        try await Bridge.run { bridge async throws in
            await bridge.leadSays("hello")
            try await bridge.settle()
            let list = try JSON(parsing: try await bridge.command("dialogs", "list", "--format", "json").output)
            let name = try #require(list[0]?["dialog"]?.string)
            let byUser = try await bridge.command("dialogs", "show", "support/49:30400", "--format", "json")
            #expect(try JSON(parsing: byUser.output)["dialog"]?.string == name)
            let commands = [
                ["dialogs", "show", name], ["pending"], ["dead-letters", "list"], ["resume", "support"], ["prune"],
                ["reconcile", "support"], ["stats"], ["operators", "support"], ["doctor"],
            ]
            for command in commands {
                let result = try await Subprocess(
                    Programs.path("livetex-bridge"), command + ["--format", "json"],
                    environment: bridge.sandbox.receiverEnvironment
                ).finish()
                #expect(throws: Never.self, "\(command)") { try JSON(parsing: result.output) }
            }
            let figures = try JSON(parsing: try await bridge.command("stats", "--format", "json").output)
            #expect(figures["dialogs"] == [["binding": "support", "phase": "bot", "value": 1]])
            #expect(figures["dead_letters"] == [["value": 0]])
        }
    }

    @Test func unknownNamesAndMissingDirectoriesHaveExitCodes() async throws {
        try await Bridge.run { bridge async throws in
            #expect(try await bridge.command("operators", "sales").ending == .exited(2))
            for unknown in ["support/49:1", "sales/49:30400", "support/", "/"] {
                #expect(try await bridge.command("dialogs", "show", unknown).ending == .exited(2), "\(unknown)")
            }
            #expect(try await bridge.command("dialogs", "show", "nobody").ending == .exited(2))
            #expect(try await bridge.command("dialogs", "list", "--state", "/nowhere").ending == .exited(3))
            #expect(try await bridge.command("doctor", "--bundle", "/nowhere").ending == .exited(3))
            #expect(try await bridge.command("prune").outputText == "0 removed, 0 kept\n")
        }
    }
}

extension Bridge {
    /// Runs `livetex-bridge` with the bridge's bundle, dialogs and secrets.
    func command(_ arguments: String...) async throws -> Subprocess.Result {
        try await Subprocess(Programs.path("livetex-bridge"), arguments, environment: sandbox.receiverEnvironment)
            .finish()
    }

    /// Waits until every call is delivered, by a courier of this test or by one that a receiver started.
    func deliver() async throws {
        _ = try await courier("--once")
        try await settle()
    }

    /// Runs `livetex-courier`.
    func courier(_ arguments: String...) async throws -> Subprocess.Result {
        try await Subprocess(Programs.path("livetex-courier"), arguments, environment: sandbox.receiverEnvironment)
            .finish()
    }
}
