import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// A full disk: senders are asked to repeat, no half-written record is left, and accepted events arrive once there is
/// room.
@Suite(.enabled(if: SmallDisk.isAllowed, SmallDisk.refusal)) struct FullDiskTests {
    private static func run(_ body: (Workbench, SmallDisk) async throws -> Void) async throws {
        try await Workbench.run { plain in
            let disk = try await SmallDisk.mount(over: plain.sandbox.stateDirectory)
            var bench = plain
            bench.surroundings = { disk($0) }
            // The first courier after a boot reads the whole store and writes a note about it.
            #expect(try await bench.courier("--once").ending == .exited(0))
            try await body(bench, disk)
        }
    }

    /// Longer than the free rest of a record's last page.
    private let long = "long " + String(repeating: "x", count: 6_000)

    private func expectRefusal(_ reply: Receiver.Reply) {
        #expect(reply.status == 503)
        #expect(reply.headers["retry-after"] != nil)
        #expect(reply.code == "unavailable")
        #expect(reply.log.count == 1)
        #expect(reply.log.first?["detail"]?.string?.contains("No space left on device") == true, "\(reply.log)")
    }

    @Test func theDoctorSeesThatTheDiskIsNearlyFull() async throws {
        try await Self.run { bench, disk in
            let result = try await disk(
                Subprocess(
                    Programs.path("livetex-bridge"), ["doctor"], environment: bench.sandbox.receiverEnvironment)
            ).finish()
            #expect(result.ending == .exited(4))
            #expect(
                result.outputText.contains("the disk has room: only 0 MiB are free for "), "\(result.outputText)")
        }
    }

    /// There is no room for a new record or a dead letter, and room for a part of a known record's next commit.
    @Test func webhooksAreRefusedAndNoRecordIsHalfWritten() async throws {
        try await Self.run { bench, disk in
            #expect(try await bench.leadSays("before").status == 200)
            try disk.fill()
            let stored = try disk.content()
            let unreadable = JSON.object(["webhook_key": .string(bench.webhookKey), "type": 7]).text()
            expectRefusal(try await bench.leadSays(long))
            expectRefusal(try await bench.leadSays("hello", lead: 2))
            expectRefusal(try await bench.operatorSays("good day", lead: 3))
            expectRefusal(try await bench.post("/livetex/support", unreadable))
            #expect(try disk.content() == stored)

            try disk.makeRoom()
            for reply in [
                try await bench.leadSays(long), try await bench.leadSays("hello", lead: 2),
                try await bench.operatorSays("good day", lead: 3),
            ] {
                #expect(reply.status == 200)
                // The refused attempt left no receipt.
                #expect(reply.outcome == "accepted")
            }
            #expect(try await bench.post("/livetex/support", unreadable).status == 200)
            #expect(try FileSystem.list("\(disk.path)/dead-letters").count == 1)
            #expect(try await bench.leadSays(long).outcome == "duplicate")
            #expect(try await bench.courier("--once").ending == .exited(0))
            // LiveTex gets the long text in parts.
            #expect(bench.visitorTexts().joined() == "before" + long)
            #expect(bench.visitorTexts(lead: 2) == ["hello"])
            #expect(bench.leadTexts(lead: 3).last == "good day")
            #expect(try FileSystem.list("\(disk.path)/pending").isEmpty)
        }
    }

    /// Messages, and then attempts, fill the record's last page until a commit does not fit. Where the page ends decides
    /// whether that is the commit before a call goes out or the one after it.
    @Test(arguments: [0, 20, 40, 60, 80])
    func aCourierGoesOnWhenThereIsRoom(padding: Int) async throws {
        try await Self.run { bench, disk in
            var texts = ["m0" + String(repeating: "x", count: padding)]
            #expect(try await bench.leadSays(texts[0]).status == 200)
            try disk.fill()
            while try await bench.leadSays("m\(texts.count)").status == 200 { texts.append("m\(texts.count)") }
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 503), count: nil))
            try await bench.whileDelivering {
                try await eventually("a commit fails twice", every: 100) {
                    try bench.log().lines("a dialog cannot be delivered").count >= 2
                }
                let failures = try bench.log().lines("a dialog cannot be delivered")
                #expect(failures.allSatisfy { $0["detail"]?.string?.contains("No space left on device") == true })
                // A courier that cannot store an attempt must not try all the time.
                let times = failures.compactMap { $0["time"]?.string.map(Self.milliseconds) }
                #expect(zip(times.dropFirst(), times).allSatisfy { $0 - $1 >= 5 * Impatience.retryBase }, "\(times)")
                bench.sandbox.faults.clear()
                try disk.makeRoom()
                try await eventually("everything is delivered") { try FileSystem.list("\(disk.path)/pending").isEmpty }
            }
            #expect(bench.visitorTexts() == texts)
            #expect(try FileSystem.list("\(disk.path)/dead-letters").isEmpty)
        }
    }

    /// Since the day's begin, of a time in the log.
    private static func milliseconds(_ time: String) -> Int64 {
        let parts = time.dropFirst(11).split { ":.Z".contains($0) }.compactMap { Int64($0) }
        return zip(parts, [3_600_000, 60_000, 1_000, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func aDeadLetterThatDoesNotFitIsWrittenOnceLater() async throws {
        try await Self.run { bench, disk in
            for text in ["poison", "after"] { #expect(try await bench.leadSays(text).status == 200) }
            try disk.fill()
            let isPoison = Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText", count: nil)
            bench.sandbox.faults.add(isPoison)
            let failed = try await bench.courier("--once")
            #expect(failed.ending == .exited(1))
            #expect(failed.errorText.contains("a dead letter cannot be written: "), "\(failed.errorText)")
            #expect(try FileSystem.list("\(disk.path)/dead-letters").isEmpty)
            #expect(bench.sandbox.liveTex.calls.filter { $0.name == "sendText" }.count == 1, "it is tried once a run")

            try disk.makeRoom()
            bench.sandbox.faults.clear()
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText"))
            // The call is in doubt now: the courier reads the history first, and then LiveTex refuses the call again.
            try await bench.whileDelivering {
                try await eventually("everything is delivered") { try FileSystem.list("\(disk.path)/pending").isEmpty }
            }
            #expect(try FileSystem.list("\(disk.path)/dead-letters").count == 1)
            #expect(bench.visitorTexts() == ["after"])
        }
    }

    @Test func aPauseThatDoesNotFitLosesNothing() async throws {
        try await Self.run { bench, disk in
            for text in ["first", "second"] { #expect(try await bench.leadSays(text).status == 200) }
            try disk.fill()
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 401, code: 2), count: nil))
            let failed = try await bench.courier("--once")
            #expect(failed.ending == .exited(1))
            #expect(failed.errorText.contains("a pause cannot be written: "), "\(failed.errorText)")
            #expect(try FileSystem.list("\(disk.path)/paused").isEmpty)

            try disk.makeRoom()
            #expect(try await bench.courier("--once").ending == .exited(1))
            #expect(try FileSystem.list("\(disk.path)/paused") == ["support.livetex"])
            bench.sandbox.faults.clear()
            try FileSystem.remove("\(disk.path)/paused/support.livetex")
            try await bench.whileDelivering {
                try await eventually("everything is delivered") {
                    try bench.visitorTexts() == ["first", "second"] && FileSystem.list("\(disk.path)/pending").isEmpty
                }
            }
            #expect(try FileSystem.list("\(disk.path)/dead-letters").isEmpty)
        }
    }

    /// The first courier after a boot cannot write that it has read the whole store.
    @Test func theFirstCourierAfterABootReportsTheFullDisk() async throws {
        try await Workbench.run { plain in
            let disk = try await SmallDisk.mount(over: plain.sandbox.stateDirectory)
            var bench = plain
            bench.surroundings = { disk($0) }
            #expect(try await bench.leadSays("hello").status == 200)
            try disk.fill()
            let failed = try await bench.courier("--once")
            #expect(failed.ending == .exited(3))
            #expect(failed.errorText.contains("No space left on device"), "\(failed.errorText)")
            try disk.makeRoom()
            #expect(try await bench.courier("--once").ending == .exited(0))
            #expect(bench.visitorTexts() == ["hello"])
        }
    }
}
