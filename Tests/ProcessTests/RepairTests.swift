import ChannelBundle
import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Store
import TestSupport
import Testing

@testable import Record

/// The commands for damaged files, lost marks and calls that cannot be delivered, in a state directory that no other
/// program uses.
@Suite struct RepairTests {
    private let place: Receiver
    private let store: FlatFileStore
    private let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")
    private let key = DialogKey(binding: "support", userID: "49:1")

    init() throws {
        place = try Receiver()
        store = try FlatFileStore(StateDirectory(place.directory("state")), allowing: [.tmpfs])
    }

    private func bridge(_ arguments: String...) async throws -> Subprocess.Result {
        try await Subprocess(Programs.path("livetex-bridge"), arguments, environment: place.environment).finish()
    }

    private func json(_ arguments: String...) async throws -> JSON {
        let result = try await Subprocess(
            Programs.path("livetex-bridge"), arguments + ["--format", "json"], environment: place.environment
        ).finish()
        return try JSON(parsing: result.output)
    }

    /// Stores a lead's message, which waits for LiveTex.
    private func say(_ text: String, to key: DialogKey? = nil, now: Int64 = 1_000) throws {
        let party = Party(botID: 49, leadID: 1, channel: "telegram")
        try store.update(key ?? self.key, party: party) { (record) throws(DamagedRecord) in
            _ = try record.accept(
                PlatformEvent(id: text, party: party, kind: .message(.lead, Message(text: text))),
                body: Digest128(of: text),
                rules, now: now)
        }
    }

    /// Withdraws the only call, so that nothing waits in the dialog.
    private func end(_ key: DialogKey) throws { try store.update(key, party: nil) { record in record.withdraw(1) } }

    private func waiting(_ key: DialogKey? = nil) throws -> Int {
        try store.load((key ?? self.key).name)?.record.outbox.count ?? 0
    }

    private func write(_ text: String, _ name: String) throws { try place.directory.write(text, to: "state/\(name)") }

    private func path(_ key: DialogKey) -> String {
        place.directory("state/dialogs/\("\(key.name)".prefix(2))/\(key.name)")
    }

    // MARK: Pruning

    @Test func anIncompleteBundleLetsNothingBePruned() async throws {
        try say("long ago")
        try end(key)
        let missing = try await bridge("prune", "--bundle", "/nowhere")
        #expect(missing.ending == .exited(3))
        #expect(missing.errorText.hasPrefix("livetex-bridge: nothing is removed: the bundle cannot be read"))
        let file = place.directory("bundle/bindings/support.json")
        let content = try FileSystem.read(file)
        try FileSystem.replace(file, with: [])
        #expect(try await bridge("prune").ending == .exited(3))
        try FileSystem.remove(file)
        let incomplete = try await bridge("prune")
        #expect(incomplete.ending == .exited(3))
        #expect(incomplete.errorText.contains("lists the binding support and does not have it"))
        #expect(try store.records(after: nil, limit: 9).records.map(\.record.key.name) == [key.name])
        try FileSystem.replace(file, with: content)
        #expect(try await bridge("prune").outputText == "1 removed, 0 kept\n")
    }

    @Test func aMissingBindingHasTheDefaultRetention() async throws {
        let gone = DialogKey(binding: "gone", userID: "49:1")
        try say("long ago", to: gone)
        try end(gone)
        #expect(try await bridge("prune").outputText == "1 removed, 0 kept\n")
    }

    // MARK: Dead letters

    /// The program may die between the commit and the letter's removal. Then the letter is there once more.
    @Test func aLetterThatIsRequeuedTwiceHasOneCall() async throws {
        try say("hello")
        let put = try await json("dead-letters", "put", "support/49:1", "1")
        let id = try #require(put[0]?["id"]?.string)
        let file = place.directory("state/dead-letters/\(id).json")
        let letter = try FileSystem.read(file)
        for _ in 1...2 {
            try FileSystem.replace(file, with: letter)
            #expect(try await bridge("dead-letters", "requeue", id).ending == .exited(0))
            #expect(try waiting() == 1)
            #expect(!FileSystem.exists(file))
        }
    }

    @Test func aLetterWhoseCallStillWaitsIsNotRequeued() async throws {
        try say("hello")
        let item = try #require(try store.load(key.name)?.record.item(1))
        try store.keep(DeadLetter(item, of: key, reason: "refused", isInDoubt: false, now: 1_000))
        let refused = try await bridge("dead-letters", "requeue", "\(key.name)-1-0")
        #expect(refused.ending == .exited(2))
        #expect(refused.errorText.contains("still waits in its dialog"))
        #expect(try waiting() == 1)
        #expect(try await json("dead-letters", "list")[0]?["id"]?.string == "\(key.name)-1-0")
    }

    @Test func aWaitingCallBecomesADeadLetter() async throws {
        try say("first")
        try say("second")
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in try record.begin(1, rules, now: 2_000) }
        #expect(try await bridge("dead-letters", "put", "support/49:1", "1").outputText == "\(key.name)-1-2000 put\n")
        #expect(try store.load(key.name)?.record.outbox.map(\.number) == [2])
        let letter = try await json("dead-letters", "list")
        #expect(letter[0]?["reason"] == "set aside by hand" && letter[0]?["in_doubt"] == true)
        for unknown in [["support/49:1", "1"], ["support/49:9", "1"], ["nobody", "1"]] {
            #expect(try await bridge("dead-letters", "put", unknown[0], unknown[1]).ending == .exited(2), "\(unknown)")
        }
        #expect(
            try await bridge("dead-letters", "put", "support/49:1", "2", "--bundle", "/nowhere").ending == .exited(3))
        #expect(try waiting() == 1)
    }

    /// A call that was set aside counts as refused: a transfer whose check is refused has failed.
    @Test func aCheckThatIsSetAsideCountsAsRefused() async throws {
        let party = Party(botID: 49, leadID: 1, channel: "telegram")
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            _ = try record.accept(
                PlatformEvent(id: "t", party: party, kind: .transferRequest(attributes: nil)), body: Digest128(of: "t"),
                rules,
                now: Clock.wall())
        }
        #expect(try await json("dialogs", "show", "support/49:1")["phase"] == "checking")
        #expect(try await bridge("dead-letters", "put", "support/49:1", "1").ending == .exited(0))
        #expect(try await json("dialogs", "show", "support/49:1")["phase"] == "bot")
    }

    /// The dead letter holds the file. A text in its place would come twice when the letter is requeued.
    @Test func aFileThatIsSetAsideLeavesNoText() async throws {
        let file = OutgoingFile(
            url: "https://files.example.com/a", name: nil, size: nil, comment: nil, fallback: "a file")
        try store.update(key, party: nil) { record in record.requeue(.liveTex(.sendFile(file)), now: 1_000) }
        #expect(try await bridge("dead-letters", "put", "support/49:1", "1").ending == .exited(0))
        #expect(try waiting() == 0)
    }

    @Test func callsOfAMissingBindingCanBeSetAside() async throws {
        let gone = DialogKey(binding: "gone", userID: "49:1")
        try say("first", to: gone)
        try say("second", to: gone)
        let put = try await bridge("dead-letters", "put", "gone/49:1", "1", "2")
        #expect(put.ending == .exited(0), "\(put.errorText)")
        #expect(try waiting(gone) == 0)
        #expect(try FileSystem.list(store.directory.pending).isEmpty)
        #expect(try await json("dead-letters", "list").array?.count == 2)
    }

    @Test func withoutLettersRequeueSaysSo() async throws {
        let all = try await bridge("dead-letters", "requeue", "--all")
        #expect(all.ending == .exited(0) && all.outputText.isEmpty)
        #expect(all.errorText == "livetex-bridge: there is no dead letter\n")
        let support = try await bridge("dead-letters", "requeue", "--binding", "support")
        #expect(
            support.ending == .exited(0) && support.errorText == "livetex-bridge: there is no dead letter of support\n")
        #expect(try await bridge("dead-letters", "requeue", "--binding", "gone").ending == .exited(2))
        // It cannot be told whether the bundle has the binding.
        let bundleless = try await bridge("dead-letters", "requeue", "--binding", "gone", "--bundle", "/nowhere")
        #expect(bundleless.ending == .exited(3))
        // A binding that is no longer in the bundle may have letters.
        try say("hello", to: DialogKey(binding: "gone", userID: "49:1"))
        #expect(try await bridge("dead-letters", "put", "gone/49:1", "1").ending == .exited(0))
        #expect(try await bridge("dead-letters", "requeue", "--binding", "gone").ending == .exited(0))
    }

    // MARK: Bad files

    @Test func aCallThatCannotBeReadHidesNothing() async throws {
        try store.update(key, party: nil) { record in
            record.enqueue(
                QueueItem(
                    number: record.takeNumber(), lane: .liveTex, after: nil, notBefore: 0,
                    encodedCall: Array("{}".utf8)[...]))
            record.noteTime(1_000)
        }
        let other = DialogKey(binding: "support", userID: "49:2")
        try say("hello", to: other)
        let pending = try await bridge("pending")
        #expect(pending.ending == .exited(3))
        #expect(pending.outputText.contains("\(key.name)") && pending.outputText.contains("\(other.name)"))
        #expect(pending.errorText.hasPrefix("livetex-bridge: \(key.name): call 1 cannot be read: "))
        let list = try await json("pending")
        #expect(list.array?.count == 2)
        #expect(list.array?.contains { $0["lanes"]?[0]?["problem"] != nil } == true)
        let show = try await bridge("dialogs", "show", "support/49:1")
        #expect(show.ending == .exited(3) && show.outputText.contains("\ncall 1   livetex  cannot be read: "))
    }

    @Test func aBadLetterHidesNoOtherAndCanBeDropped() async throws {
        try write("", "dead-letters/bad.json")
        try store.keep(DeadLetter(unreadable: [1], binding: "support", reason: "no JSON", now: 1_000))
        let list = try await bridge("dead-letters", "list")
        #expect(list.ending == .exited(3))
        #expect(
            list.outputText.contains("  support  webhook  -  no JSON\n")
                && list.outputText.contains(#/  - {25}- {8}- {8}-  the dead letter bad cannot be read/#))
        #expect(list.errorText.hasPrefix("livetex-bridge: the dead letter bad cannot be read: unexpected token"))
        let stats = try await bridge("stats")
        #expect(stats.ending == .exited(0) && stats.errorText.contains("the dead letter bad cannot be read"))
        #expect(stats.outputText.contains("\nlivetex_bridge_unreadable_files 1\n"))
        // The rest of the letters is requeued, and each that is left out is named.
        try say("hello")
        #expect(try await bridge("dead-letters", "put", "support/49:1", "1").ending == .exited(0))
        for arguments in [["--all"], ["--binding", "support"]] {
            let requeued = try await Subprocess(
                Programs.path("livetex-bridge"), ["dead-letters", "requeue"] + arguments,
                environment: place.environment
            ).finish()
            #expect(requeued.ending == .exited(3), "\(arguments)")
            #expect(requeued.outputText.split(separator: "\n").count == (arguments == ["--all"] ? 1 : 0))
            let named = requeued.errorText.split(separator: "\n")
            #expect(named.count == 2 && named[0].hasSuffix("not a call; it cannot be requeued"), "\(named)")
            #expect(named.last?.hasPrefix("livetex-bridge: the dead letter bad cannot be read: ") == true)
        }
        #expect(try waiting() == 1)
        #expect(try await bridge("dead-letters", "drop", "bad").outputText == "bad dropped\n")
        #expect(try await bridge("dead-letters", "list").ending == .exited(0))
    }

    /// The binding may be one of many. The other checks go on.
    @Test func theDoctorNamesABindingThatCannotBeRead() async throws {
        try FileSystem.replace(place.directory("bundle/bindings/support.json"), with: [])
        let doctor = try await bridge("doctor")
        #expect(doctor.ending == .exited(4))
        #expect(doctor.outputText.contains("\nok    -        the bundle can be read\n"), "\(doctor.outputText)")
        #expect(doctor.outputText.contains("\nFAIL  support  the binding can be read: "))
        #expect(doctor.outputText.contains("  -        all that is stored can be read\n"))
    }

    @Test func aBadPauseIsSeenAndResumed() async throws {
        try say("hello")
        try write("", "paused/support.livetex")
        let pending = try await bridge("pending")
        #expect(pending.ending == .exited(3))
        #expect(pending.outputText.contains("\(key.name)"))
        #expect(pending.errorText.contains("paused/support.livetex cannot be read: unexpected token"))
        #expect(
            try await bridge("stats").outputText.contains(
                "livetex_bridge_paused_lanes{binding=\"support\",lane=\"livetex\"} 1\n"))
        #expect(try await bridge("resume", "support").ending == .exited(0))
        #expect(try await bridge("pending").ending == .exited(0))
    }

    @Test func aStrayFileStopsNoProgram() async throws {
        try say("hello")
        try write("", "dialogs/README")
        try FileSystem.remove(place.directory("state/pending/\(key.name)"))
        for command in ["stats", "pending"] { #expect(try await bridge(command).ending == .exited(0), "\(command)") }
        // The first courier after a boot reads all records. This one finds the call and cannot deliver it.
        let courier = try await Subprocess(
            Programs.path("livetex-courier"), ["--once"], environment: place.environment
        ).finish()
        #expect(courier.ending == .exited(1), "\(courier.errorText)")
        #expect(FileSystem.exists(place.directory("state/scanned-boot")))
    }

    @Test func aTornFirstCommitAndADamagedRecordAreNamed() async throws {
        try say("hello")
        let whole = try FileSystem.read(path(key))
        try FileSystem.replace(path(key), with: Array(whole.prefix(40)))
        let pending = try await bridge("pending")
        #expect(pending.errorText.contains("\(path(key)), from byte 0 on, may be a commit that a crash has cut off"))
        #expect(try await bridge("stats").outputText.contains("\nlivetex_bridge_torn_records 1\n"))
        try say("again")
        let list = try await bridge("dialogs", "list")
        #expect(list.ending == .exited(0))
        #expect(list.errorText.contains("\(path(key)).torn may be a commit that a crash has cut off"))
        #expect(try await bridge("stats").outputText.contains("\nlivetex_bridge_torn_records 1\n"))
        var damaged = whole
        damaged[0] ^= 1
        try FileSystem.replace(path(key), with: damaged)
        #expect(try await bridge("dialogs", "list").ending == .exited(3))
        #expect(try await bridge("prune").ending == .exited(3))
        #expect(try await bridge("stats").outputText.contains("\nlivetex_bridge_damaged_dialogs 1\n"))
        #expect(try await place.post("/bot/support", Receiver.event(id: "e", lead: 1)).status == 503)
        #expect(try FileSystem.read(path(key)) == damaged)
    }

    // MARK: Marks and figures

    @Test func aLostMarkIsNamedAndSetAgain() async throws {
        try say("hello")
        let mark = place.directory("state/pending/\(key.name)")
        #expect(try await bridge("pending").errorText.isEmpty)
        try FileSystem.remove(mark)
        let pending = try await bridge("pending")
        #expect(
            pending.errorText
                == "livetex-bridge: \(key.name) has no pending mark, so no courier looks at it; run: livetex-bridge pending --renew\n"
        )
        #expect(!FileSystem.exists(mark))
        let renewed = try await bridge("pending", "--renew")
        #expect(renewed.errorText == "livetex-bridge: \(key.name) has its pending mark again\n")
        #expect(FileSystem.exists(mark))
        #expect(try await bridge("pending", "--renew").errorText.isEmpty)
    }

    @Test func statsShowThatNoCourierRuns() async throws {
        #expect(try await json("stats")["oldest_due_seconds"]?[0]?["value"] == 0)
        try say("hello", now: Clock.wall() - 3_600_000)
        let idle = try await json("stats")
        #expect(try #require(idle["oldest_due_seconds"]?[0]?["value"]?.number) >= 3_600)
        #expect(idle["courier_running"]?[0]?["value"] == 0)
        let lock = try FileLock(store.directory.courierLock, waitingAtMost: 1_000)
        #expect(try await json("stats")["courier_running"]?[0]?["value"] == 1)
        _ = consume lock
        // A call behind a pause is not due, and neither is one whose next attempt comes later.
        try store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: 1_000))
        #expect(try await json("stats")["oldest_due_seconds"]?[0]?["value"] == 0)
        try store.resume("support", .liveTex)
        let later = Clock.wall() + 3_600_000
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in
            try record.postpone(1, until: later, isInDoubt: false)
        }
        #expect(try await json("stats")["oldest_due_seconds"]?[0]?["value"] == 0)
    }

    // MARK: Reading

    @Test func aDryRunPrintsTheCallsOfKnownBindings() async throws {
        let gone = DialogKey(binding: "gone", userID: "49:1")
        try say("for nobody", to: gone)
        for lead in 1...20 { try say("hello \(lead)", to: DialogKey(binding: "support", userID: "49:\(lead)")) }
        let result = try await Subprocess(
            Programs.path("livetex-courier"), ["--dry-run"], environment: place.environment
        ).finish()
        #expect(result.ending == .exited(3))
        #expect(result.outputText.split(separator: "\n").count { $0.contains("hello") } == 20)
        #expect(result.errorText == "livetex-courier: \(gone.name): there is no binding \"gone\" in the bundle\n")
    }

    @Test func aDialogsCallsShowWhatTheyWaitFor() async throws {
        try say("hello")
        try store.update(key, party: nil) { (record) throws(DamagedRecord) in try record.begin(1, rules, now: 2_000) }
        try write("", "paused/support.livetex")
        let call = try await json("dialogs", "show", "support/49:1")["calls"]?[0]
        #expect(call?["first_attempt"] == 2_000)
        #expect(call?["paused"] == true)
        #expect(call?["after"] == nil)
        try transfer(now: Clock.wall())
        let calls = try await json("dialogs", "show", "support/49:1")["calls"]?.array ?? []
        let select = try #require(calls.first { $0["call"]?["do"] == "select" })
        let notice = try #require(calls.first { $0["lane"] == "platform" })
        #expect(notice["after"] == select["number"])
        #expect(notice["paused"] == false)
    }

    /// Transfers the dialog to operators who are online. The notice waits for the selection.
    private func transfer(now: Int64) throws {
        let party = Party(botID: 49, leadID: 1, channel: "telegram")
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            _ = try record.accept(
                PlatformEvent(id: "t", party: party, kind: .transferRequest(attributes: nil)), body: Digest128(of: "t"),
                rules,
                now: now)
            for item in record.outbox {
                let call = try item.call()
                guard case .liveTex(.checkOperators) = call.call else { continue }
                try record.finish(call, .checked(OperatorGroup(id: "1", name: nil), online: true), rules, now: now)
            }
        }
    }

    @Test func unknownNamesAndMissingSubcommandsAreWrongUsage() async throws {
        #expect(try await bridge("resume", "support").ending == .exited(0))
        for mistake in [["resume", "nosuch"], ["dialogs"], ["dead-letters"], ["webhook"]] {
            let result = try await Subprocess(
                Programs.path("livetex-bridge"), mistake, environment: place.environment
            ).finish()
            #expect(result.ending == .exited(2), "\(mistake)")
            #expect(result.outputText.isEmpty && !result.errorText.isEmpty, "\(mistake)")
        }
        #expect(try await bridge("dead-letters").errorText.contains("name a subcommand\n"))
        // A binding that is no longer in the bundle may have a pause.
        try write("{}", "paused/gone.platform")
        #expect(try await bridge("resume", "gone").ending == .exited(0))
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
