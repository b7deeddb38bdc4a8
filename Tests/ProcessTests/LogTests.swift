import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// The log, and what never stands anywhere but in the environment.
@Suite struct LogTests {
    @Test func everyFieldIsDocumentedAndNoSecretOrTextIsLogged() async throws {
        let directory = try TemporaryDirectory()
        try await Bridge.run(environment: ["LIVETEX_BRIDGE_LOG": directory("log"), "LIVETEX_BRIDGE_LOG_LEVEL": "debug"]) { bridge in
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

    /// One line for each webhook, also for one that is refused before anybody knows whose it is.
    @Test func everyWebhookHasALineWithItsOutcomeAndItsTime() async throws {
        let receiver = try Receiver()
        let requests: [(path: String, body: String, changes: [String: String?], outcome: String)] = [
            ("/bot/support", Receiver.event(), [:], "accepted"),
            ("/bot/support", Receiver.event(), ["HTTP_AUTHORIZATION": nil], "unauthorized"),
            ("/bot/support", "", ["REQUEST_METHOD": "GET"], "method_not_allowed"),
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

    /// A typing error there must not cost webhooks.
    @Test func anUnknownLevelIsSaidAndCostsNothing() async throws {
        let receiver = try Receiver()
        let reply = try await receiver.post(
            "/bot/support", Receiver.event(), ["LIVETEX_BRIDGE_LOG_LEVEL": "verbose"])
        #expect(reply.status == 200)
        #expect(reply.log.map { $0["level"] } == ["warning", "info"])
        #expect(
            reply.log.first?["detail"]
                == #"LIVETEX_BRIDGE_LOG_LEVEL is "verbose", not one of debug, info, warning, error"#)
    }

    /// Looks for every secret's value in all that the programs have written.
    private func expectNoSecret(_ bridge: Bridge, beside texts: [String]) async throws {
        // The variables of the programs themselves are no secrets.
        let secrets = bridge.sandbox.hookEnvironment.filter { !$0.key.hasPrefix("LIVETEX_BRIDGE_") }.map(\.value)
        #expect(secrets.count >= 4)
        var written = texts
        for tree in [bridge.sandbox.stateDirectory, bridge.sandbox.bundleDirectory] {
            let files = try await Subprocess("/usr/bin/find", [tree, "-type", "f"]).finish().outputText
            for path in files.split(separator: "\n") { written.append(String(decoding: try FileSystem.read(String(path)), as: UTF8.self)) }
        }
        for arguments in [["doctor"], ["dialogs", "list"], ["stats"], ["webhook", "show", "support"]] {
            let result = try await Subprocess(
                Programs.path("livetex-bridge"), arguments, environment: bridge.sandbox.hookEnvironment
            ).finish()
            written += [result.outputText, result.errorText]
        }
        for secret in secrets { for text in written { #expect(!text.contains(secret)) } }
    }
}
