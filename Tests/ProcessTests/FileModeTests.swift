import ChannelBundle
import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// Dialogs are confidential: only the programs' own user can read the files that they make, under any umask.
@Suite struct FileModeTests {
    /// A program that is started under another umask.
    private static func under(_ umask: String, _ program: Subprocess) -> Subprocess {
        Subprocess(
            "/bin/sh", ["-c", #"umask "$0"; exec "$@""#, umask, program.program] + program.arguments,
            environment: program.environment, directory: program.directory)
    }

    /// The kind, mode and name of every file below a directory, as find(1) prints them: `d 700 dialogs`.
    private func modes(_ directory: String) async throws -> [(kind: Substring, mode: Substring, name: Substring)] {
        let find = try await Subprocess("/usr/bin/find", [directory, "-mindepth", "1", "-printf", #"%y %m %P\n"#])
            .finish()
        return find.outputText.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            return (parts[0], parts[1], parts[2])
        }
    }

    @Test(arguments: ["000", "022", "077"])
    func onlyTheUserCanReadTheState(umask: String) async throws {
        try await Workbench.run { plain async throws in
            var bench = plain
            bench.surroundings = { Self.under(umask, $0) }
            bench.sandbox.faults.add(Fault(.liveTex, .answer(status: 400, code: 9), on: "sendText"))
            bench.sandbox.faults.add(Fault(.platform, .answer(status: 401)))
            #expect(try await bench.leadSays("poison").status == 200)
            #expect(try await bench.leadSays("after").status == 200)
            #expect(try await bench.operatorSays("good day").status == 200)
            let unreadable = JSON.object(["webhook_key": .string(bench.webhookKey), "type": 7]).text()
            #expect(try await bench.post("/livetex/support", unreadable).status == 200)
            let log = bench.sandbox.logFile
            #expect(try await bench.courier("--once", environment: ["LIVETEX_BRIDGE_LOG": log]).ending == .exited(1))

            let found = try await modes(bench.sandbox.stateDirectory)
            for entry in found {
                #expect(entry.kind == "d" ? entry.mode == "700" : entry.mode == "600", "\(entry.name) is \(entry.mode)")
            }
            let parts = Set(found.filter { $0.kind == "f" }.map { $0.name.split(separator: "/")[0] })
            #expect(parts == ["dialogs", "parked", "dead-letters", "paused", "locks", "courier.lock", "scanned-boot"])
            let logs = try await modes(bench.sandbox.workDirectory).filter { $0.name == "log" }
            #expect(logs.map(\.mode) == ["600"])
        }
    }

    /// A bundle holds no secrets, and web servers run as other users: all may read it, and only its owner may change it.
    @Test(arguments: ["000", "022"])
    func onlyTheOwnerCanChangeTheBundle(umask: String) async throws {
        let directory = try TemporaryDirectory()
        let compile = Subprocess(
            try Programs.path("livetex-bridge"),
            ["compile", "\(Programs.repository)/channels.yaml", "-o", directory("bundle")])
        let result = try await Self.under(umask, compile).finish()
        #expect(result.ending == .exited(0), "\(result.errorText)")
        let found = try await modes(directory.path)
        #expect(found.count > 3)
        for entry in found {
            #expect(entry.kind == "d" ? entry.mode == "755" : entry.mode == "644", "\(entry.name) is \(entry.mode)")
        }
    }
}
