import POSIX
import Sandbox
import TestSupport
import Testing

/// What a courier inherits from the receiver that starts it.
@Suite struct DetachedCourierTests {
    /// The receiver ignores SIGTERM. A courier must not.
    @Test func aCourierIgnoresNoSignals() async throws {
        let directory = try TemporaryDirectory()
        let courier = try directory.write(
            "#!/bin/sh\ngrep SigIgn /proc/$$/status >\(directory.path)/new\nmv \(directory.path)/new \(directory.path)/signals\n",
            to: "courier")
        try Subprocess("/bin/chmod", ["755", courier]).start().wait()
        let sandbox = try await Sandbox.start(SandboxOptions(bindings: [.sandbox()], courier: courier))
        var environment = sandbox.receiverEnvironment
        environment["REQUEST_METHOD"] = "POST"
        environment["PATH_INFO"] = "/bot/support"
        environment["CONTENT_LENGTH"] = "\(SampleEvent.text.utf8.count)"
        environment["HTTP_X_BRIDGE_TOKEN"] = sandbox.receiverEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"]
        environment["PATH"] = "/usr/bin:/bin"
        let result = try Subprocess(Programs.path("livetex-hook"), environment: environment).run(
            input: Array(SampleEvent.text.utf8))
        #expect(result.outputText.hasPrefix("Status: 200 "), "\(result.outputText)")
        try await eventually("the courier has started") { FileSystem.exists(directory("signals")) }
        await sandbox.stop()
        let line = String(decoding: try FileSystem.read(directory("signals")), as: UTF8.self)
        let ignored = try #require(UInt64(line.dropFirst("SigIgn:".count).filter { $0.isHexDigit }, radix: 16))
        // SIGHUP, SIGINT, SIGPIPE, SIGTERM, SIGXFSZ: bit n - 1 for signal n.
        #expect(ignored & (1 << 0 | 1 << 1 | 1 << 12 | 1 << 14 | 1 << 24) == 0, "\(line)")
    }
}
