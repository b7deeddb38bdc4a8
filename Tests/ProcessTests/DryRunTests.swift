import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// `livetex-hook … --dry-run` prints the calls in order, with masked secrets. It sends and stores nothing.
@Suite struct DryRunTests {
    private func dryRun(_ receiver: Receiver, _ lane: String, _ body: String, _ format: String) async throws
        -> Subprocess.Result
    {
        var variables = receiver.environment
        variables["HTTP_AUTHORIZATION"] = "Bearer \(Receiver.token)"
        return try await Subprocess(
            Programs.path("livetex-hook"), [lane, "support", "--dry-run", "--format", format], environment: variables
        ).finish(input: Array(body.utf8))
    }

    private let message = Receiver.event(
        data: [
            "message": [
                "id": "m1", "text": "it's \"quoted\" $HOME",
                "attachments": [["kind": "image", "url": "https://files.example.com/a.jpg"]],
            ]
        ])

    @Test func printsOneCallPerLine() async throws {
        let receiver = try Receiver()
        let result = try await dryRun(receiver, "bot", message, "json")
        #expect(result.ending == .exited(0))
        let calls = try result.outputText.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(
            calls == [
                [
                    "method": "POST", "url": "https://messaging.livetex.ru/1.2/sendText?key=***",
                    "headers": ["Content-Type": "application/json"],
                    "body": ["user_id": "49:30400", "text": "🙂 Клиент\nit's \"quoted\" $HOME"],
                ],
                [
                    "method": "POST", "url": "https://messaging.livetex.ru/1.2/sendFile?key=***",
                    "headers": ["Content-Type": "application/json"],
                    "body": ["user_id": "49:30400", "url": "https://files.example.com/a.jpg", "file_name": "a.jpg"],
                ],
            ])
        #expect(try receiver.stateFiles().isEmpty)
    }

    @Test(arguments: [
        Receiver.webhook(), Receiver.webhook("TypingMessage"), Receiver.webhook("EmployeeAvailabilityChanged"),
        Receiver.webhook("Closed", ["user_id": "h:nobody"]),
    ])
    func printsTheReplyThatLiveTexGets(body: String) async throws {
        let receiver = try Receiver()
        let promised = try await dryRun(receiver, "livetex", body, "json").errorText
        let reply = try await receiver.post("/livetex/support", body)
        #expect(promised.contains(reply.body.text()), "\(promised)")
    }

    @Test func printsTheConditionOfATransfersCalls() async throws {
        let receiver = try Receiver()
        let result = try await dryRun(receiver, "bot", Receiver.event("transfer.request", data: [:]), "json")
        let calls = try result.outputText.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(calls.count == 4)
        #expect(calls[0]["when"] == nil)
        #expect(calls[0]["url"]?.string?.contains("/getDestinations?") == true)
        #expect(calls[1]["when"] == "if an operator of the first group is online")
        #expect(calls[1]["url"]?.string?.contains("/sendText?") == true)
        #expect(calls[2]["url"]?.string?.contains("/selectDestination?") == true)
        #expect(calls[3]["headers"]?["Authorization"] == "Bearer ***")
        #expect(calls[3]["body"]?["data"]?["text"] == "Диалог переведён на оператора")
    }

    /// A call that depends on an answer must not run when the output is pasted into a shell.
    @Test func curlCommandsThatDependOnAnAnswerAreComments() async throws {
        let receiver = try Receiver()
        let result = try await Subprocess(
            Programs.path("livetex-hook"), ["bot", "support", "--dry-run", "--format", "curl"],
            environment: receiver.environment
        ).finish(input: Array(Receiver.event("transfer.request", data: [:]).utf8))
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.filter { !$0.hasPrefix("# ") }.count == 1)
        #expect(lines.first?.contains("/getDestinations?key=") == true)
        #expect(lines.contains("# if an operator of the first group is online:"))
        #expect(lines.contains { $0.hasPrefix("# curl ") && $0.contains("/selectDestination?key=") })
    }

    @Test(arguments: ["text", "json", "curl"])
    func neverShowsASecret(format: String) async throws {
        let receiver = try Receiver()
        let bodies = [
            ("bot", message), ("bot", Receiver.event("transfer.request", data: [:])), ("livetex", Receiver.webhook()),
        ]
        for (lane, body) in bodies {
            let result = try await dryRun(receiver, lane, body, format)
            #expect(!result.outputText.isEmpty)
            // `finish` looked for the marks. These are the whole values.
            for secret in receiver.secrets { #expect(!(result.outputText + result.errorText).contains(secret)) }
        }
    }

    @Test func printsNoCallsOfARefusedWebhook() async throws {
        var receiver = try Receiver()
        receiver.environment["ACCEPT"] = "another"
        let result = try await dryRun(receiver, "bot", message, "text")
        #expect(result.ending == .exited(1))
        #expect(result.errorText.contains("livetex-hook: reply 401 "))
        #expect(result.errorText.contains("the token is wrong"))
        #expect(result.outputText.isEmpty)
    }

    @Test(arguments: [false, true])
    func curlCommandsDoWhatTheCourierWouldDo(signed: Bool) async throws {
        try await Sandbox.run(SandboxOptions(bindings: [.sandbox(signed: signed)])) { sandbox in
            let variables = sandbox.receiverEnvironment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
            let key = try #require(variables["SANDBOX_SUPPORT_WEBHOOK_KEY"])
            let webhook = Receiver.webhook(
                "TextMessage", ["text": "it's\n\"me\" $HOME `id`", "webhook_key": .string(key)])
            for (lane, body) in [("bot", message), ("livetex", webhook)] {
                let dryRun = try await Subprocess(
                    Programs.path("livetex-hook"), [lane, "support", "--dry-run", "--format", "curl"],
                    environment: variables
                ).finish(input: Array(body.utf8))
                let shell = try await Subprocess("/bin/sh", ["-e"], environment: variables).finish(input: dryRun.output)
                #expect(shell.ending == .exited(0), "\(shell.errorText)")
            }
            let texts = sandbox.liveTex.calls.map { "\($0.name) \($0.outcome?.status ?? 0)" }
            #expect(texts == ["sendText 200", "sendFile 200"])
            #expect(sandbox.liveTex.calls.first?.request["text"] == "🙂 Клиент\nit's \"quoted\" $HOME")
            #expect(sandbox.platform.events.last?.data["message"]?["text"] == "it's\n\"me\" $HOME `id`")
        }
    }

    @Test(arguments: [
        (["bot"], "name the lane"), (["bot", "support", "--format", "json"], "--format goes with --dry-run"),
        (["bot", "support", "--dry-run", "--format", "xml"], "--format is text, json or curl"),
        (["--wat"], "unknown option"),
    ])
    func aWrongCommandLineIsExplained(arguments: [String], message: String) async throws {
        let result = try await Subprocess(Programs.path("livetex-hook"), arguments).finish()
        #expect(result.ending == .exited(2))
        #expect(result.errorText.contains(message))
        #expect(result.errorText.contains("usage: livetex-hook"))
    }
}
