import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// The log's fields, and the secrets and texts that it must not hold.
@Suite struct LogTests {
    @Test func everyFieldIsDocumentedAndNoSecretOrTextIsLogged() async throws {
        let directory = try TemporaryDirectory()
        try await Bridge.run(environment: ["LIVETEX_BRIDGE_LOG": directory("log"), "LIVETEX_BRIDGE_LOG_LEVEL": "debug"])
        { bridge in
            await bridge.leadSays("a very private text")
            bridge.sandbox.faults.add(Fault(.liveTex, .answer(status: 503), on: "sendText"))
            bridge.sandbox.faults.add(Fault(.platform, .answer(status: 500), on: "notice"))
            await bridge.send(.leadMessage(Lead(7, channel: "smoke-signals"), id: "m", text: "hello"))
            await bridge.send(.leadMessage(Lead(8, channel: "umnico"), id: "m", text: "hello"))
            await bridge.send(.leadMessage(bridge.lead, id: "m"))
            try await bridge.transfer()
            try bridge.sandbox.liveTex.closes("Анна", bridge.user)
            try await eventually("the dialog is back") { bridge.leadTexts.last == "Оператор вернул диалог боту" }
            try await bridge.settle()

            let log = String(decoding: try FileSystem.read(directory("log")), as: UTF8.self)
            let page = String(decoding: try FileSystem.read("\(Programs.repository)/docs/logs.md"), as: UTF8.self)
            var messages: Set<String> = []
            for line in log.split(separator: "\n") {
                let fields = try #require(try JSON(parsing: String(line)).object)
                for name in fields.keys { #expect(page.contains("\n| `\(name)` |"), "\(name) is not documented") }
                for name in ["time", "level", "program", "message"] { #expect(fields[name] != nil, "\(line)") }
                #expect(
                    try fields["time"]?.string?.wholeMatch(of: Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"#)) != nil
                )
                messages.insert(fields["message"]?.string ?? "")
                if let outcome = fields["outcome"]?.string, fields["status"]?.int ?? 200 == 200 {
                    #expect(page.contains("`\(outcome)`"), "\(outcome) is not documented")
                }
            }
            #expect(messages.isSuperset(of: ["webhook", "delivery", "undeclared channel"]))
            #expect(!log.contains("private text"))
            try await expectNoSecret(bridge, beside: [log])
        }
    }

    /// A webhook has one line, also where it is refused before its binding is known.
    @Test func everyWebhookHasALineWithItsOutcomeAndItsTime() async throws {
        let receiver = try Receiver()
        let requests: [(path: String, body: String, changes: [String: String?], outcome: String)] = [
            ("/bot/support", Receiver.event(), [:], "accepted"),
            ("/bot/support", Receiver.event(), ["HTTP_AUTHORIZATION": nil], "unauthorized"),
            ("/bot/support", "", ["REQUEST_METHOD": "PUT"], "method_not_allowed"),
            ("/nowhere", "{}", [:], "not_found"), ("/bot/nobody", "{}", [:], "unknown_binding"),
            ("/bot/support", "{}", ["CONTENT_LENGTH": nil], "length_required"),
            ("/bot/support", "{}", ["CONTENT_LENGTH": "9999999"], "too_large"),
            ("/livetex/support", Receiver.webhook(), [:], "accepted"),
        ]
        for request in requests {
            let reply = try await receiver.post(request.path, request.body, request.changes)
            #expect(reply.log.count == 1, "\(request.outcome)")
            #expect(reply.log.first?["message"] == "webhook")
            #expect(reply.log.first?["outcome"]?.string == request.outcome)
            #expect(reply.log.first?["status"]?.int == Int64(reply.status))
            #expect(reply.log.first?["ms"]?.int ?? -1 >= 0, "\(request.outcome)")
        }
    }

    /// The numbers of calls lead from a webhook's line to the lines of its deliveries.
    @Test func aWebhooksLineNamesItsCalls() async throws {
        try await Workbench.run { bench async throws in
            #expect(try await bench.leadSays("hello").status == 200)
            #expect(try await bench.operatorSays("good day").status == 200)
            let received = [try await bench.leadSays("one"), try await bench.operatorSays("two")]
            let calls = try received.map { try #require($0.log.first?["calls"]?.array) }
            #expect(Set(calls.joined()).count == calls.joined().count && calls.allSatisfy { !$0.isEmpty })
            #expect(
                try await bench.courier("--once", environment: ["LIVETEX_BRIDGE_LOG": bench.sandbox.logFile]).ending
                    == .exited(0))
            let deliveries = try bench.log().lines("delivery")
            #expect(deliveries.filter { calls[0].contains($0["call"] ?? .null) }.map { $0["lane"] } == ["livetex"])
            #expect(deliveries.filter { calls[1].contains($0["call"] ?? .null) }.map { $0["lane"] } == ["platform"])
            // LiveTex has the messages under the logged ids.
            let entries = bench.sandbox.liveTex.conversation("49:30400")?.entries ?? []
            let ids = deliveries.filter { $0["kind"] == "sendText" }.compactMap { $0["event"]?.string }
            #expect(ids.count == 2 && ids.allSatisfy { id in entries.contains { $0.id == id } })
        }
    }

    /// A user's id can identify a person.
    @Test(arguments: [nil, "0", "1"])
    func usersAreLoggedOnlyWhenASettingAsksForIt(setting: String?) async throws {
        let receiver = try Receiver()
        for (path, body) in [
            ("/bot/support", Receiver.event()), ("/livetex/support", Receiver.webhook()),
            ("/livetex/support", Receiver.webhook(id: "w2", ["user_id": "h:nobody"])),
        ] {
            let reply = try await receiver.post(path, body, ["LIVETEX_BRIDGE_LOG_USERS": setting])
            #expect((reply.log.first?["user_id"]?.string != nil) == (setting == "1"), "\(reply.log)")
            #expect(reply.log.first?["dialog"]?.string?.count == 32)
        }
    }

    @Test func anIrrelevantTypeIsLoggedAsIgnored() async throws {
        let reply = try await Receiver().post("/livetex/support", Receiver.webhook("TypingMessage"))
        #expect(reply.outcome == "ignored")
        #expect(reply.log.first?["reason"] == "irrelevant_type")
    }

    /// The log may go to a file. script(1) runs a command on a terminal of its own.
    @Test(arguments: [false, true]) func aPersonAtATerminalIsToldOfAFailure(isTerminal: Bool) async throws {
        let receiver = try Receiver()
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        var variables = receiver.environment
        variables["LIVETEX_BRIDGE_LOG"] = receiver.directory("log")
        variables["PATH"] = "/usr/bin:/bin"
        let command = "'\(try Programs.path("livetex-courier"))' --once"
        let (program, arguments) =
            isTerminal ? ("/usr/bin/script", ["-qec", command, "/dev/null"]) : ("/bin/sh", ["-c", command])
        let result = try await Subprocess(program, arguments, environment: variables).finish()
        #expect(result.ending == .exited(1))
        let told = result.outputText + result.errorText
        #expect(
            told.contains("see \(receiver.directory("log")), and run: livetex-bridge pending") == isTerminal, "\(told)")
    }

    /// A mistyped level must not cost webhooks.
    @Test func anUnknownLevelIsReportedAndTheWebhookIsHandled() async throws {
        let receiver = try Receiver()
        let reply = try await receiver.post(
            "/bot/support", Receiver.event(), ["LIVETEX_BRIDGE_LOG_LEVEL": "verbose"])
        #expect(reply.status == 200)
        #expect(reply.log.map { $0["level"] } == ["warning", "info"])
        #expect(
            reply.log.first?["detail"]
                == #"LIVETEX_BRIDGE_LOG_LEVEL is "verbose", not one of debug, info, warning, error"#)
    }

    /// Expects no secret's value in all that the programs wrote.
    private func expectNoSecret(_ bridge: Bridge, beside texts: [String]) async throws {
        // The programs' own settings are no secrets.
        let secrets = bridge.sandbox.receiverEnvironment.filter { !$0.key.hasPrefix("LIVETEX_BRIDGE_") }.map(\.value)
        #expect(secrets.count >= 4)
        var written = texts
        for tree in [bridge.sandbox.stateDirectory, bridge.sandbox.bundleDirectory] {
            let files = try await Subprocess("/usr/bin/find", [tree, "-type", "f"]).finish().outputText
            for path in files.split(separator: "\n") {
                written.append(String(decoding: try FileSystem.read(String(path)), as: UTF8.self))
            }
        }
        for arguments in [["doctor"], ["dialogs", "list"], ["stats"], ["webhook", "show", "support"]] {
            let result = try await Subprocess(
                Programs.path("livetex-bridge"), arguments, environment: bridge.sandbox.receiverEnvironment
            ).finish()
            written += [result.outputText, result.errorText]
        }
        for secret in secrets { for text in written { #expect(!text.contains(secret)) } }
    }
}
