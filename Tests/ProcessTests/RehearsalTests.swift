import ChannelBundle
import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import SandboxSupport
import TestSupport
import Testing

/// A dry run has the status, the body and the exit code of the real run. It changes no file.
@Suite struct RehearsalTests {
    /// What a sender and a shell see of one run of the receiver.
    struct Run: Hashable {
        var status: Int64?
        var body: JSON
        var ending: Subprocess.Ending
    }

    /// The command line of one webhook.
    struct Call: Sendable, CustomTestStringConvertible {
        var lane: String
        var binding = "support"
        var body: [UInt8]
        var headers: [String: String] = ["HTTP_AUTHORIZATION": "Bearer \(Receiver.token)"]
        var name: String?

        var testDescription: String { name ?? "\(lane) \(String(decoding: body.prefix(120), as: UTF8.self))" }

        static func platform(_ body: String) -> Call { Call(lane: "bot", body: Array(body.utf8)) }
        static func liveTex(_ body: String) -> Call { Call(lane: "livetex", body: Array(body.utf8), headers: [:]) }
    }

    private static func run(_ call: Call, _ options: [String], _ environment: [String: String]) async throws
        -> Subprocess.Result
    {
        let variables = environment.merging(call.headers) { $1 }.merging(["LIVETEX_BRIDGE_LOG": ""]) { $1 }
        return try await Subprocess(
            Programs.path("livetex-hook"), [call.lane, call.binding] + options, environment: variables
        ).finish(input: call.body)
    }

    static func real(_ call: Call, _ environment: [String: String]) async throws -> Run {
        let result = try await run(call, [], environment)
        let log = try result.errorText.split(separator: "\n").map { try JSON(parsing: String($0)) }
        let line = log.first { $0["program"] == "livetex-hook" && $0["message"] == "webhook" }
        return Run(status: line?["status"]?.int, body: try JSON(parsing: result.output), ending: result.ending)
    }

    static func rehearsed(_ call: Call, _ environment: [String: String]) async throws -> (Run, Subprocess.Result) {
        let result = try await run(call, ["--dry-run", "--format", "json"], environment)
        let start = "livetex-hook: reply "
        let line = try #require(result.errorText.split(separator: "\n").last { $0.hasPrefix(start) })
        let parts = line.dropFirst(start.count).split(separator: " ", maxSplits: 1)
        return (
            Run(status: Int64(parts[0]), body: try JSON(parsing: String(parts[1])), ending: result.ending), result
        )
    }

    /// Expects the same of both, for a webhook and for its repetition.
    private func compare(_ call: Call, _ receiver: Receiver) async throws {
        for attempt in ["first", "repeated"] {
            let files = try receiver.stateFiles()
            let (rehearsed, output) = try await Self.rehearsed(call, receiver.environment)
            #expect(try receiver.stateFiles() == files)
            let real = try await Self.real(call, receiver.environment)
            #expect(rehearsed == real, "\(attempt): \(call.testDescription)\n\(output.errorText)")
        }
    }

    // MARK: Webhooks

    private static func isAnswered(byLiveTex event: JSON?) -> Bool {
        ["operators.check", "transfer.request"].contains(event?["type"]?.string)
    }

    private static func file(_ path: String) throws -> String {
        String(decoding: try FileSystem.read("\(Programs.repository)/\(path)"), as: UTF8.self)
    }

    private static func seeds(_ prefix: String) throws -> [String] {
        let directory = "fuzz/seeds/webhooks"
        return try FileSystem.list("\(Programs.repository)/\(directory)").filter { $0.hasPrefix(prefix) }.sorted()
            .map { try file("\(directory)/\($0)") }
    }

    private static func platformFixtures() throws -> [Call] {
        let bodies =
            try MarkdownPage("docs/platform-contract.md").blocks("json to-bridge")
            + [file("docs/examples/lead-message.json")] + seeds("event-")
        return bodies.filter { !isAnswered(byLiveTex: try? JSON(parsing: $0)) }.map { .platform($0) }
    }

    private static let platformBodies = [
        "", "[]", "{}", "null", "7", "\"text\"", "not JSON", "{\"v\":1", #"{"id":1,"id":2}"#, #"{"a":"\ud83d"}"#,
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40), #"{"v":99999999999999999999}"#,
        Receiver.event("lead.unknown", id: "unknown"), Receiver.event(id: "a b"), Receiver.event(id: "v2", ["v": 2]),
        Receiver.event(id: "excluded", channel: "umnico"), Receiver.event(id: "undeclared", channel: "fax"),
        Receiver.event(id: "nothing", data: ["message": ["id": "m"]]),
        Receiver.event(
            "lead.attributes", id: "many",
            data: [
                "mode": "merge",
                "attributes": .object(Dictionary(uniqueKeysWithValues: (1...21).map { ("a\($0)", .int($0)) })),
            ]),
        Receiver.event("transfer.cancel", id: "cancel", data: ["by": "lead"]),
    ]

    private static func liveTexFixtures() throws -> [Call] {
        try seeds("livetex-").map { .liveTex($0.replacing(#""k""#, with: "\"\(Receiver.key)\"")) }
    }

    private static let notification = Receiver.webhook(id: "one")
    private static let liveTexBodies =
        [
            "", "[]", "null", "7", "\"text\"", "[null]", "[[]]", "not JSON", "{\"a\":1", #"{"id":1,"id":2}"#,
            Receiver.webhook("Closed", ["webhook_key": "wrong"]), Receiver.webhook("Closed", ["webhook_key": 7]),
            Receiver.webhook("Closed", ["webhook_key": .null]), "[\(notification),{}]",
            "[\(notification),\(Receiver.webhook("HoldMessage", id: "two"))]", notification,
            Receiver.webhook("TypingMessage"), Receiver.webhook("EmployeeAvailabilityChanged"),
            Receiver.webhook("Closed", ["user_id": "h:unknown"]), Receiver.webhook("Closed", ["user_id": 7]),
            Receiver.webhook("TextMessage", ["text": 7]), Receiver.webhook("TextMessage", id: ""),
            Receiver.webhook("TextMessage", id: "broken", ["text": "broken"])
                .replacing("broken\"", with: #"broken\ud83d""#),
        ] + UnreadableWebhookTests.authentic.map(\.body)

    /// All webhooks have one state directory: a dialog has the state that earlier webhooks left.
    @Test func webhooksOfThePlatformEndAsInTheRealRun() async throws {
        let receiver = try Receiver()
        let fixtures = try Self.platformFixtures()
        #expect(fixtures.count > 8)
        for call in fixtures { try await compare(call, receiver) }
        for call in fixtures {
            // The same id with other bytes.
            var other = call
            other.body += Array(" ".utf8)
            try await compare(other, receiver)
        }
        for body in Self.platformBodies { try await compare(.platform(body), receiver) }
    }

    @Test func webhooksOfLiveTexEndAsInTheRealRun() async throws {
        let receiver = try Receiver()
        let fixtures = try Self.liveTexFixtures()
        #expect(fixtures.count > 4)
        for call in fixtures + Self.liveTexBodies.map({ .liveTex($0) }) { try await compare(call, receiver) }
    }

    static let refused: [Call] = {
        let event = Array(Receiver.event().utf8)
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 256 * 1024 + 1)
        return [
            Call(lane: "bot", body: large, name: "platform, too large"),
            Call(lane: "livetex", body: large, headers: [:], name: "LiveTex, too large"),
            Call(lane: "bot", binding: "unknown", body: event), Call(lane: "livetex", binding: "../support", body: []),
            Call(lane: "bot", body: event, headers: ["HTTP_AUTHORIZATION": "Bearer wrong"]),
            Call(lane: "bot", body: event, headers: ["HTTP_AUTHORIZATION": ""]),
            Call(lane: "bot", body: event, headers: ["HTTP_X_BRIDGE_TOKEN": "wrong"]),
            Call(lane: "bot", body: event, headers: ["HTTP_WEBHOOK_ID": "e1"]),
        ]
    }()

    @Test(arguments: refused) func aRefusalIsThatOfTheRealRun(_ call: Call) async throws {
        try await compare(call, Receiver())
    }

    @Test func anOutageIsThatOfTheRealRun() async throws {
        var receiver = try Receiver()
        receiver.environment["LIVETEX_BRIDGE_DELIVERY"] = "pigeon"
        try await compare(.platform(Receiver.event()), receiver)
        receiver = try Receiver()
        receiver.environment["LIVETEX_BRIDGE_BUNDLE"] = receiver.directory("nothing")
        try await compare(.platform(Receiver.event()), receiver)
        receiver = try Receiver()
        receiver.environment["KEY"] = nil
        try await compare(.liveTex(Receiver.webhook()), receiver)
    }

    @Test func aDamagedRecordIsAnsweredAsInTheRealRun() async throws {
        let receiver = try Receiver()
        try await compare(.platform(Receiver.event()), receiver)
        let record = try #require(try receiver.stateFiles().keys.first { $0.contains("/dialogs/") })
        try FileSystem.replace(record, with: Array("no record".utf8))
        try await compare(.platform(Receiver.event()), receiver)
    }

    // MARK: Calls

    /// What a dry run prints is what the real run queues.
    @Test func theRequestsAreThoseThatTheRealRunQueues() async throws {
        for call in try Self.platformFixtures() {
            let receiver = try Receiver()
            let planned = try await Self.rehearsed(call, receiver.environment).1.outputText
            _ = try await Self.real(call, receiver.environment)
            let courier = Subprocess(
                try Programs.path("livetex-courier"), ["--dry-run", "--format", "json"],
                environment: receiver.environment)
            #expect(try await courier.finish().outputText == planned, "\(call.testDescription)")
        }
    }

    /// A notification sees the effects of those before it in the list.
    @Test func aListOfNotificationsIsHandledInItsOrder() async throws {
        let receiver = try Receiver()
        let list = Call.liveTex("[\(Self.notification),\(Self.notification)]")
        let (run, output) = try await Self.rehearsed(list, receiver.environment)
        #expect(run.body == ["status": "duplicate"])
        #expect(output.outputText.split(separator: "\n").count == 1)
    }

    // MARK: Differences

    @Test func aWebhookWithoutACredentialIsHandledAndNoted() async throws {
        let receiver = try Receiver()
        var anonymous = Call.platform(Receiver.event())
        anonymous.headers = [:]
        let unsigned = try JSON(parsing: Receiver.webhook()).changing("webhook_key", to: nil).text()
        for call in [anonymous, .liveTex(unsigned), .liveTex("[\(unsigned)]")] {
            let (run, output) = try await Self.rehearsed(call, receiver.environment)
            #expect(run.status == 200 && run.body["status"] == "accepted" && run.ending == .exited(0))
            #expect(output.errorText.contains("the webhook has no credential; the real run refuses it"))
            #expect(!output.outputText.isEmpty)
            let real = try await Self.real(call, receiver.environment)
            #expect(real.status == (call.lane == "bot" ? 401 : 403))
        }
    }

    /// A receiver died while its reply waited for LiveTex, and the platform sends the request again. The calls that follow
    /// the check are not effects of the repetition.
    @Test func aRepeatedTransferThatStillWaitsCausesNoCalls() async throws {
        let receiver = try Receiver()
        let request = Call.platform(Receiver.event("transfer.request", id: "transfer", data: [:]))
        let event = PlatformEvent(
            id: "transfer", party: Party(botID: 49, leadID: 30400, channel: "telegram", name: "Иван"),
            kind: .transferRequest(attributes: nil))
        let store = try FlatFileStore(StateDirectory(receiver.directory("state")), allowing: [.tmpfs])
        let rules = try BundleReader(directory: receiver.directory("bundle")).binding("support").rules
        try store.update(DialogKey(binding: "support", userID: "49:30400"), party: event.party) {
            (record) throws(DamagedRecord) in
            _ = try record.accept(event, body: Digest128(of: request.body), rules, now: Clock.wall())
        }
        let (run, output) = try await Self.rehearsed(request, receiver.environment)
        #expect(run.status == 200 && run.body["status"] == "duplicate")
        #expect(run.body["data"]?["outcome"] == "transferred")
        #expect(output.outputText.isEmpty)
    }

    /// With an operator online the replies differ only in the group: a dry run does not know its id.
    @Test func aTransferEndsAsWithAnOperatorOnline() async throws {
        try await Workbench.run({ $0.delivery = "inline" }) { bench in
            try bench.sandbox.liveTex.setOnline("Анна", true)
            let environment = bench.sandbox.receiverEnvironment
            let token = try #require(environment["SANDBOX_SUPPORT_ACCEPT_TOKEN"])
            func event(_ type: String, _ id: String, _ data: JSON = [:]) -> Call {
                var call = Call.platform(Receiver.event(type, id: id, data: data))
                call.headers = ["HTTP_AUTHORIZATION": "Bearer \(token)"]
                return call
            }
            func webhook(_ type: String, _ id: String) -> Call {
                .liveTex(
                    Receiver.webhook(
                        type, id: id, ["webhook_key": .string(bench.webhookKey), "timestamp": .int(Clock.wall())]))
            }
            let asking = [event("operators.check", "check"), event("transfer.request", "transfer")]
            let course =
                [event("lead.message", "hello", ["message": ["id": "m1", "text": "Привет"]])] + asking + [
                    event("transfer.request", "transfer"), event("transfer.request", "again"),
                    webhook("TextMessage", "text"), webhook("TextMessage", "text"), webhook("Closed", "closed"),
                    event("transfer.cancel", "cancel", ["by": "lead"]),
                ]
            for (index, call) in course.enumerated() {
                var (rehearsed, output) = try await Self.rehearsed(call, environment)
                var real = try await Self.real(call, environment)
                let isAsking = 1...2 ~= index
                #expect(output.errorText.contains("LiveTex was not asked") == isAsking)
                if isAsking {
                    #expect(rehearsed.body["data"]?["group"]?["id"] == "{id of the first group}")
                    #expect(output.outputText.contains("/getDestinations?key=***"))
                    rehearsed.body = rehearsed.body.changing("data.group", to: nil)
                    real.body = real.body.changing("data.group", to: nil)
                }
                #expect(rehearsed == real, "\(call.testDescription)\n\(output.errorText)")
            }
        }
    }
}
