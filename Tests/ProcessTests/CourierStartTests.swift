import FlatFileStore
import JSON
import POSIX
import TestSupport
import Testing

/// A courier that was started and does not work is reported by the next receiver.
@Suite struct CourierStartTests {
    /// Makes the mark a minute old.
    private func age(_ mark: String) throws {
        let file = try OpenFile(mark, O_WRONLY)
        let time = timespec(tv_sec: Int(Clock.wall() / 1000 - 60), tv_nsec: 0)
        #expect(futimens(file.descriptor, [time, time]) == 0)
    }

    private func stats(_ receiver: Receiver) async throws -> String {
        let program = try Programs.path("livetex-bridge")
        return try await Subprocess(program, ["stats"], environment: receiver.environment).finish().outputText
    }

    @Test func aYoungMarkIsNoProblemAndAnOldOneIs() throws {
        let directory = try TemporaryDirectory()
        let start = CourierStart(StateDirectory(directory.path))
        #expect(start.overdueSince(now: Clock.wall()) == nil)
        try start.leave()
        #expect(start.overdueSince(now: Clock.wall()) == nil)
        try age(directory("courier-start"))
        let since = try #require(start.overdueSince(now: Clock.wall()))
        #expect((59_000...70_000).contains(Clock.wall() - since))
        // A second start does not make the mark young again.
        try start.leave()
        #expect(start.overdueSince(now: Clock.wall()) == since)
        try start.remove()
        #expect(start.overdueSince(now: Clock.wall()) == nil)
    }

    @Test func theNextReceiverReportsACourierThatDoesNotWork() async throws {
        var receiver = try Receiver()
        let mark = receiver.directory("state/courier-start")
        receiver.environment["LIVETEX_BRIDGE_DELIVERY"] = "spawn"
        // It starts and ends at once, like a program whose libraries are missing.
        receiver.environment["LIVETEX_BRIDGE_COURIER"] = "/bin/false"
        let first = try await receiver.post("/bot/support", Receiver.event(id: "e1"))
        #expect(first.status == 200)
        #expect(first.log.lines("the courier does not work").isEmpty)
        try age(mark)
        let second = try await receiver.post("/bot/support", Receiver.event(id: "e2"))
        #expect(second.status == 200)
        let problem = try #require(second.log.lines("the courier does not work").first)
        #expect(problem["level"] == "error")
        #expect(problem["detail"]?.string?.contains("run as the receiver's user: /bin/false --once --bundle ") == true)
        let overdue = try await stats(receiver)
        #expect(overdue.contains(/\nlivetex_bridge_courier_overdue_seconds [6-9]\d/), "\(overdue)")

        // A courier that works removes the mark, whatever becomes of its calls.
        _ = try await Subprocess(Programs.path("livetex-courier"), ["--once"], environment: receiver.environment)
            .finish()
        #expect(!FileSystem.exists(mark))
        #expect(try await stats(receiver).contains("\nlivetex_bridge_courier_overdue_seconds 0\n"))
    }

    @Test func aCourierThatCannotStartLeavesTheMark() async throws {
        let receiver = try Receiver()
        let mark = receiver.directory("state/courier-start")
        try FileSystem.replace(mark, with: [])
        var environment = receiver.environment
        environment["LIVETEX_BRIDGE_CALLS_IN_FLIGHT"] = "none"
        let result = try await Subprocess(Programs.path("livetex-courier"), ["--once"], environment: environment)
            .finish()
        #expect(result.ending == .exited(3))
        #expect(FileSystem.exists(mark))
    }
}
