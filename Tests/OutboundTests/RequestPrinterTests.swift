import ChannelBundle
import Dialog
import JSON
import Outbound
import POSIX
import Testing

/// A dry run shows texts of others on a terminal.
@Suite struct RequestPrinterTests {
    private static let text = "it's\u{1B}[2J\u{9B}31m\u{7F}\u{202E}\n$HOME\\ `id`"
    private static let binding = Binding(
        id: "support", name: "LiveTex", publicURL: "https://bridge.example.com", token: .environment("TOKEN"),
        webhookKeys: [.environment("KEY")], api: LiveTexAPI(),
        platform: PlatformEndpoint(
            url: "https://bot.example.com/api", token: .environment("BOT"), acceptTokens: [.environment("ACCEPT")],
            signingSecrets: [.environment("SIGN")]),
        knownChannels: [], retention: Binding.defaultRetention, allowPrivate: [],
        rules: DialogRules(binding: "support", botHeader: "", leadHeader: "", excludedChannels: []))

    private static let requests = [
        OutboundRequest(.liveTex(.sendText(text)), of: ("49:1\u{9B}", nil), binding),
        OutboundRequest(
            PlatformCall(id: "w\u{9B}'1", time: 1, kind: .notice(.system, text: text, nil)),
            party: Party(botID: 49, leadID: "1"), binding),
    ]

    @Test(arguments: RequestFormat.allCases)
    func noFormControlsTheTerminal(_ format: RequestFormat) {
        for request in Self.requests {
            let shown = request.printed(format, when: "if it is so")
            for scalar in shown.unicodeScalars {
                let isShown = scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
                #expect(isShown && scalar.value != 0x202E, "\(format): \(scalar.value)")
            }
        }
    }

    /// The command sends the same values, in a shell of its own.
    @Test func theCommandKeepsTheValues() throws {
        for request in Self.requests {
            let script = """
                curl() { while [ $# -gt 0 ]; do if [ "$1" = --data-raw ]; then printf %s "$2"; fi; shift; done; }
                \(request.printed(.curl))
                """
            let environment = ["PATH": "/usr/bin:/bin", "SIGN": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
            let result = try Subprocess("/bin/sh", ["-c", script], environment: environment).run()
            #expect(try JSON(parsing: result.output) == JSON(parsing: request.body ?? []))
            #expect(result.error.isEmpty, "\(String(decoding: result.error, as: UTF8.self))")
        }
        let header = """
            curl() { while [ $# -gt 0 ]; do case "$1" in webhook-id:*) printf %s "$1";; esac; shift; done; }
            \(Self.requests[1].printed(.curl))
            """
        let result = try Subprocess("/bin/sh", ["-c", header], environment: ["PATH": "/usr/bin:/bin"]).run()
        #expect(String(decoding: result.output, as: UTF8.self) == "webhook-id: w\u{9B}'1")
    }
}
