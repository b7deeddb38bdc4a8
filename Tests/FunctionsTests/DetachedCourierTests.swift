import POSIX
import Sandbox
import TestSupport
import Testing

/// What a courier gets from the receiver that starts it.
@Suite struct DetachedCourierTests {
    /// The receiver does not heed requests to end; a courier must.
    @Test func heedsSignalsAgain() async throws {
        let directory = try TemporaryDirectory()
        let courier = try directory.write("#!/bin/sh\ngrep SigIgn /proc/$$/status >\(directory.path)/new\nmv \(directory.path)/new \(directory.path)/signals\n", to: "courier")
        try Subprocess("/bin/chmod", ["755", courier]).start().wait()
        let sandbox = try await Sandbox.start(SandboxOptions(bindings: [.sandbox()], courier: courier))
        let event = #"{"v":1,"id":"1","type":"lead.message","bot_id":49,"lead":{"id":1,"channel":"telegram"},"data":{"message":{"id":"1","text":"x"}},"ts":"2026-11-23T08:00:00.000Z"}"#
        var environment = sandbox.hookEnvironment
        environment["REQUEST_METHOD"] = "POST"
        environment["PATH_INFO"] = "/bot/support"
        environment["CONTENT_LENGTH"] = "\(event.utf8.count)"
        environment["HTTP_X_BRIDGE_TOKEN"] = sandbox.hookEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"]
        environment["PATH"] = "/usr/bin:/bin"
        let result = try Subprocess(Programs.path("livetex-hook"), environment: environment).run(input: Array(event.utf8))
        #expect(result.outputText.hasPrefix("Status: 200 "), "\(result.outputText)")
        try await eventually("the courier has started") { FileSystem.exists(directory("signals")) }
        await sandbox.stop()
        let line = String(decoding: try FileSystem.read(directory("signals")), as: UTF8.self)
        let ignored = try #require(UInt64(line.dropFirst("SigIgn:".count).filter { $0.isHexDigit }, radix: 16))
        // SIGHUP, SIGINT, SIGPIPE, SIGTERM: bit n - 1 for signal n.
        #expect(ignored & (1 << 0 | 1 << 1 | 1 << 12 | 1 << 14) == 0, "\(line)")
    }
}
