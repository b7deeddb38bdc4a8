import JSON
import POSIX
import Program
import Sandbox
import TestSupport
import Testing

/// A secret is replaced while a courier runs.
@Suite struct SecretRotationTests {
    @Test func aChangedEnvironmentFileEndsTheCourier() async throws {
        try await Workbench.run { bench async throws in
            let directory = try TemporaryDirectory(secretFiles: ["environment"])
            let token = try #require(bench.sandbox.receiverEnvironment["SANDBOX_SUPPORT_LIVETEX_TOKEN"])
            func write(_ token: String) throws {
                let line = "SANDBOX_SUPPORT_LIVETEX_TOKEN=\(token)\nLIVETEX_BRIDGE_LOG=\(bench.sandbox.logFile)\n"
                try FileSystem.replace(directory("environment"), with: Array(line.utf8))
            }
            try write("an old one")
            var environment = bench.sandbox.receiverEnvironment
            for name in ["SANDBOX_SUPPORT_LIVETEX_TOKEN", "LIVETEX_BRIDGE_LOG"] { environment[name] = nil }
            environment[EnvironmentFile.variable] = directory("environment")
            let courier = Subprocess(
                try Programs.path("livetex-courier"), ["--linger", "600000"], environment: environment)
            let child = try courier.start(output: .null)
            defer {
                child.signal(9)
                _ = try? child.wait()
            }
            #expect(try await bench.leadSays("hello").status == 200)
            let pause = "\(bench.sandbox.stateDirectory)/paused/support.livetex"
            try await eventually("the lane is paused") { FileSystem.exists(pause) }
            // The lock names the process, for a person who wants to end it.
            let lock = try FileSystem.read("\(bench.sandbox.stateDirectory)/courier.lock")
            #expect(String(decoding: lock, as: UTF8.self) == "\(child.process)\n")

            try write(token)
            #expect(try await elsewhere { try child.wait() } == .exited(0))
            #expect(try bench.log().lines("the environment has changed").count == 1)
            try FileSystem.remove(pause)
            let next = Subprocess(try Programs.path("livetex-courier"), ["--once"], environment: environment)
            #expect(try await next.finish().ending == .exited(0))
            #expect(bench.visitorTexts() == ["hello"])
        }
    }
}
