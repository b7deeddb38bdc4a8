import JSON
import POSIX
import TestSupport
import Testing

/// The file of variables that LIVETEX_BRIDGE_ENVIRONMENT names, in all programs.
@Suite struct EnvironmentFileTests {
    @Test func aReceiverWithoutItsFileAsksForTheWebhookAgain() throws {
        let result = try Subprocess(
            Programs.path("livetex-hook"),
            environment: [
                "LIVETEX_BRIDGE_ENVIRONMENT": "/nowhere", "REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support",
                "CONTENT_LENGTH": "2",
            ]
        ).run(input: Array("{}".utf8))
        #expect(result.outputText.hasPrefix("Status: 503 Service Unavailable\r\n"))
        // The sender does not learn the reason.
        #expect(!result.outputText.contains("nowhere"))
        #expect(result.errorText.contains("LIVETEX_BRIDGE_ENVIRONMENT: open /nowhere: No such file or directory"))
    }

    @Test func aCourierWithoutItsFileReportsIt() throws {
        let result = try Subprocess(
            Programs.path("livetex-courier"), ["--once"], environment: ["LIVETEX_BRIDGE_ENVIRONMENT": "/nowhere"]
        ).run()
        #expect(result.ending == .exited(3))
        #expect(
            result.errorText
                == "livetex-courier: LIVETEX_BRIDGE_ENVIRONMENT: open /nowhere: No such file or directory\n")
    }

    /// People on call need to name only the host's file.
    @Test func theBridgeProgramReadsTheFile() throws {
        let directory = try TemporaryDirectory()
        let state = directory("state")
        try FileSystem.makeDirectory(state)
        let file = try directory.write("LIVETEX_BRIDGE_STATE=\(state)\n", to: "environment")
        func run(_ file: String) throws -> Subprocess.Result {
            try Subprocess(
                Programs.path("livetex-bridge"), ["dialogs", "list"], environment: ["LIVETEX_BRIDGE_ENVIRONMENT": file]
            ).run()
        }
        #expect(try run(file).ending == .exited(0))
        #expect(FileSystem.isDirectory("\(state)/dialogs"))
        let failed = try run("/nowhere")
        #expect(failed.ending == .exited(3))
        #expect(
            failed.errorText
                == "livetex-bridge: LIVETEX_BRIDGE_ENVIRONMENT: open /nowhere: No such file or directory\n")
    }

    @Test func aVariableThatIsSetWinsOverTheFile() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(
            "LIVETEX_BRIDGE_STATE=/from-the-file\nLIVETEX_BRIDGE_BUNDLE=/from-the-file\n", to: "environment")
        let result = try Subprocess(
            Programs.path("livetex-courier"), ["--once"],
            environment: ["LIVETEX_BRIDGE_ENVIRONMENT": file, "LIVETEX_BRIDGE_BUNDLE": "/set"]
        ).run()
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("the state directory /from-the-file is missing"))
    }
}
