import JSON
import POSIX
import TestSupport
import Testing

/// The programs and the file that LIVETEX_BRIDGE_ENVIRONMENT names.
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
        // The reason is for the operator of the bridge, not for the sender.
        #expect(!result.outputText.contains("nowhere"))
        #expect(result.errorText.contains("LIVETEX_BRIDGE_ENVIRONMENT: open /nowhere: No such file or directory"))
    }

    @Test func aCourierWithoutItsFileSaysSo() throws {
        let result = try Subprocess(
            Programs.path("livetex-courier"), ["--once"], environment: ["LIVETEX_BRIDGE_ENVIRONMENT": "/nowhere"]
        ).run()
        #expect(result.ending == .exited(3))
        #expect(
            result.errorText
                == "livetex-courier: LIVETEX_BRIDGE_ENVIRONMENT: open /nowhere: No such file or directory\n")
    }

    /// For people on call: the file that the host names is all that they have to name.
    @Test func theOperatorsProgramReadsItToo() throws {
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

    @Test func whatIsSetAlreadyStays() throws {
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
