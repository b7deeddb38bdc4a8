import FlatFileStore
import JSON
import POSIX
import Store
import TestSupport
import Testing

/// A program may be started without standard streams, and with a limit for the size of files.
@Suite struct StreamTests {
    /// Runs a program with what a shell does before it.
    private func run(_ before: String, _ program: String, _ arguments: [String], _ environment: [String: String])
        async throws -> Subprocess.Result
    {
        try await Subprocess(
            "/bin/sh", ["-c", "\(before)\nexec \"$0\" \"$@\"", try Programs.path(program)] + arguments,
            environment: environment
        ).finish()
    }

    /// A file that is opened gets the lowest free number. What is written to a closed stream must not go into it.
    @Test(arguments: ["", "<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func aClosedStreamWritesIntoNoFile(redirection: String) async throws {
        let receiver = try Receiver()
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        let state = receiver.directory("state")
        let before = "exec \(redirection)"
        // The platform and LiveTex are out of reach, so the courier logs a failure.
        let courier = try await run(before, "livetex-courier", ["--once"], receiver.environment)
        #expect(courier.ending == .exited(1), "\(courier.errorText)")
        #expect(courier.errorText.isEmpty == redirection.contains("2>&-"))
        let lock = String(decoding: try FileSystem.read("\(state)/courier.lock"), as: UTF8.self)
        #expect(lock.allSatisfy { $0.isNumber || $0.isNewline }, "\(lock)")
        let hook = try await run(before, "livetex-hook", ["bot", "nobody"], receiver.environment)
        #expect(hook.ending != .exited(0) && hook.ending != .signalled(SIGPIPE))
        let list = try await run(before, "livetex-bridge", ["dialogs", "list", "--state", state], receiver.environment)
        #expect(list.ending == .exited(redirection.contains(">&-") && redirection != "2>&-" ? 3 : 0))
        let records = try FlatFileStore(StateDirectory(state), clock: SystemClock())
        var count = 0
        try records.forEachRecord(problem: { Issue.record("\($0)") }) { _ in count += 1 }
        #expect(count == 1)
    }

    /// Programs that wait: for their input, for work, for a signal.
    static let waiting = [
        ("livetex-hook", ["bot", "support"]), ("livetex-bridge", ["check", "-"]),
        ("livetex-courier", ["--linger", "600000"]),
        ("livetex-sandbox", ["serve", "--bundle", "BUNDLE"]),
    ]

    @Test(arguments: waiting)
    func closedStreamsAreOpenedBeforeAnythingElse(program: String, arguments: [String]) async throws {
        let receiver = try Receiver()
        // The sandbox ends when it cannot print its addresses.
        let streams = program == "livetex-sandbox" ? [2] : [1, 2]
        let words = arguments.map { $0 == "BUNDLE" ? receiver.directory("bundle") : $0 }
        let child = try Subprocess(
            "/bin/sh",
            [
                "-c", "exec \(streams.map { "\($0)>&-" }.joined(separator: " ")); exec \"$0\" \"$@\"",
                try Programs.path(program),
            ] + words,
            environment: receiver.environment
        ).start(withInput: true)
        for stream in streams {
            try await eventually("stream \(stream) is open") {
                FileSystem.resolved("/proc/\(child.process)/fd/\(stream)") == "/dev/null"
            }
        }
        child.closeInput()
        child.signal(SIGTERM)
        #expect(try child.wait() != .signalled(SIGPIPE))
    }

    /// The kernel ends a program that writes beyond the limit, unless it ignores the signal. Then it is an error like a full disk.
    @Test func aLimitForTheSizeOfFilesIsAnError() async throws {
        let receiver = try Receiver()
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        var environment = receiver.environment
        environment["HTTP_AUTHORIZATION"] = "Bearer \(Receiver.token)"
        let event = Receiver.event(
            id: "e2", data: ["message": ["id": "m2", "text": .string(String(repeating: "x", count: 4_000))]])
        let script = "ulimit -f 1; exec \"$0\" bot support"
        let hook = try await Subprocess(
            "/bin/sh", ["-c", script, try Programs.path("livetex-hook")], environment: environment
        )
        .finish(input: Array(event.utf8))
        #expect(hook.ending == .exited(1), "\(hook.outputText)")
        #expect(
            hook.outputText.contains("unavailable") && hook.errorText.contains("File too large"), "\(hook.errorText)")
        for (program, arguments) in [("livetex-courier", ["--once"]), ("livetex-bridge", ["pending", "--renew"])] {
            let result = try await run("ulimit -f 0", program, arguments, receiver.environment)
            if case .signalled = result.ending { Issue.record("\(program): \(result.ending)") }
        }
    }
}
