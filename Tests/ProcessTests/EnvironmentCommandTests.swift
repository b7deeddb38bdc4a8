import POSIX
import Program
import TestSupport
import Testing

/// `livetex-bridge environment` writes a file that `check --env` and the programs accept once it is filled in.
@Suite struct EnvironmentCommandTests {
    private let directory: TemporaryDirectory
    private var file: String { directory("environment") }

    init() throws { directory = try TemporaryDirectory() }

    private func bridge(_ arguments: [String], _ environment: [String: String] = [:]) async throws
        -> Subprocess.Result
    {
        try await Subprocess(
            Programs.path("livetex-bridge"), arguments,
            environment: environment.merging(["LIVETEX_BRIDGE_ENVIRONMENT": ""]) { left, _ in left },
            directory: Programs.repository
        ).finish()
    }

    private func variables() throws -> [String: String] {
        try EnvironmentFile(FileSystem.read(file), name: file).variables
    }

    @Test func sharedSecretsAreMadeAndTheOthersAreNamed() async throws {
        let written = try await bridge(["environment", "channels.yaml", "-o", file])
        #expect(written.ending == .exited(0))
        #expect(written.outputText == "\(file) is written\n")
        #expect(written.errorText.hasSuffix("\nlivetex-bridge: fill in LIVETEX_TOKEN, METABOT_TOKEN\n"))
        let listing = try await Subprocess("/usr/bin/find", [file, "-printf", "%m"]).finish()
        #expect(listing.outputText == "600")

        let variables = try variables()
        #expect(variables["LIVETEX_TOKEN"] == "" && variables["METABOT_TOKEN"] == "")
        let made = ["LIVETEX_WEBHOOK_KEY", "BRIDGE_TOKEN", "BRIDGE_SIGNING_SECRET"].compactMap { variables[$0] }
        #expect(Set(made).count == 3)
        #expect(made.allSatisfy { $0.utf8.count >= 44 })
        #expect(made.last?.hasPrefix("whsec_") == true)

        let unfinished = try await bridge(["check", "--env", "channels.yaml"], ["LIVETEX_BRIDGE_ENVIRONMENT": file])
        #expect(unfinished.ending == .exited(1))
        let tokens = ["LIVETEX_TOKEN": "from LiveTex", "METABOT_TOKEN": "from the platform"]
        let finished = try await bridge(
            ["check", "--env", "channels.yaml"],
            tokens.merging(["LIVETEX_BRIDGE_ENVIRONMENT": file]) { left, _ in left })
        #expect(finished.ending == .exited(0), "\(finished.outputText)")
    }

    @Test func eachFileHasSecretsOfItsOwn() async throws {
        _ = try await bridge(["environment", "channels.yaml", "-o", file])
        let first = try variables()
        try FileSystem.remove(file)
        _ = try await bridge(["environment", "channels.yaml", "-o", file])
        #expect(try variables()["BRIDGE_TOKEN"] != first["BRIDGE_TOKEN"])
    }

    @Test func aFileThatExistsIsNotChanged() async throws {
        try FileSystem.replace(file, with: Array("MINE=1\n".utf8))
        let refused = try await bridge(["environment", "channels.yaml", "-o", file])
        #expect(refused.ending == .exited(3))
        #expect(refused.errorText.hasSuffix("\nlivetex-bridge: open \(file): File exists; it is left as it is\n"))
        #expect(try variables() == ["MINE": "1"])
    }

    @Test func anInvalidConfigurationWritesNothing() async throws {
        let wrong = try directory.write("version: 2\n", to: "wrong.yaml")
        #expect(try await bridge(["environment", wrong, "-o", file]).ending == .exited(1))
        #expect(!FileSystem.exists(file))
    }
}
