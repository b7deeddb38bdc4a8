import ChannelBundle
import Dialog
import JSON
import Testing

@testable import Outbound

/// What the platform gets in each form of the body.
@Suite struct PlatformBodyTests {
    private static let call = PlatformCall(id: "e", time: 0, kind: .notice(.system, text: "Да", nil))

    private func request(leadID: JSON = 30400, _ configure: (inout PlatformEndpoint) -> Void) throws -> OutboundRequest
    {
        var endpoint = PlatformEndpoint(
            url: "https://bot.example.com/api", token: .environment("BOT"), acceptTokens: [.environment("ACCEPT")],
            signingSecrets: [.environment("SIGN")])
        configure(&endpoint)
        let binding = Binding(
            id: "support", name: "LiveTex", publicURL: "https://bridge.example.com", token: .environment("TOKEN"),
            webhookKeys: [.environment("KEY")], api: LiveTexAPI(), platform: endpoint, knownChannels: [],
            retention: Binding.defaultRetention, allowPrivate: [],
            rules: DialogRules(binding: "support", botHeader: "", leadHeader: ""))
        return OutboundRequest(Self.call, party: Party(botID: 49, leadID: leadID, channel: "telegram"), binding)
    }

    private func body(leadID: JSON = 30400, _ configure: (inout PlatformEndpoint) -> Void) throws -> JSON {
        try JSON(parsing: request(leadID: leadID, configure).body ?? [])
    }

    @Test func everyFormHasTheSameEvent() throws {
        let event = try body { _ in }
        #expect(event["id"] == "e" && event["data"]?["text"] == "Да")
        #expect(try body { $0.bodyForm = .scriptRequestParams } == ["script_request_params": event])
        let job = try body {
            $0.bodyForm = .job
            $0.scriptCode = "livetex_event"
        }
        #expect(job == ["lead_id": 30400, "script_code": "livetex_event", "script_request_params": event])
    }

    @Test(
        arguments: [
            ("30400", 30400), ("-5", -5), ("030400", "030400"), ("л-1", "л-1"), ("1.0", "1.0"),
            ("9223372036854775808", "9223372036854775808"),
        ] as [(JSON, JSON)])
    func aJobsLeadIsANumberIfItCanBe(id: JSON, expected: JSON) throws {
        let job = try body(leadID: id) {
            $0.bodyForm = .job
            $0.scriptCode = "s"
        }
        #expect(job["lead_id"] == expected)
        #expect(job["script_request_params"]?["lead"]?["id"] == id)
    }

    @Test(arguments: [
        ("Authorization", "Bearer S"), ("authorization", "Bearer S"), ("Authentication", "S"), ("X-Key", "S"),
    ])
    func onlyAuthorizationHasTheWordBearer(name: String, value: String) throws {
        let headers = try request { $0.tokenHeader = name }.headers
        #expect(headers.map(\.name) == ["Content-Type", name])
        #expect(headers.last?.value.filled { _ in "S" } == value)
    }
}
