import ChannelBundle
import Diagnostics
import Dialog
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

@Suite struct ChannelCompilerTests {
    private func compile(_ texts: String...) -> ChannelCompiler.Result {
        ChannelCompiler().compile(
            texts.enumerated().map { SourceText(name: "\($0.offset).yaml", bytes: Array($0.element.utf8)) })
    }

    @Test func theSampleAtTheRootIsSound() throws {
        let bytes = try FileSystem.read("\(Programs.repository)/channels.yaml")
        let result = ChannelCompiler().compile([SourceText(name: "channels.yaml", bytes: bytes)])
        #expect(result.diagnostics.map(\.code) == ["obsolete-api"])
        let binding = try #require(result.bindings.first)
        #expect(
            binding
                == Binding(
                    id: "support", name: "LiveTex (Chat Center)", publicURL: "https://bridge.example.com/hooks",
                    token: .environment("LIVETEX_TOKEN"), webhookKeys: [.environment("LIVETEX_WEBHOOK_KEY")],
                    api: LiveTexAPI(),
                    platform: PlatformEndpoint(
                        url: "https://app.metabot24.com/api/v1/bots/49/call/livetex",
                        token: .environment("METABOT_TOKEN"), acceptTokens: [.environment("BRIDGE_TOKEN")],
                        signingSecrets: [.environment("BRIDGE_SIGNING_SECRET")]),
                    knownChannels: [
                        "telegram", "widget", "viber", "vk", "umnico", "bitrix", "jivo", "webim", "pyrus", "livetex",
                    ],
                    retention: 30 * 24 * 3_600_000, allowPrivate: [],
                    rules: DialogRules(
                        binding: "support", botHeader: "🤖 Бот", leadHeader: "🙂 Клиент",
                        excludedChannels: ["umnico", "bitrix", "jivo", "webim", "pyrus", "livetex"],
                        notices: NoticeTemplates(), scripts: [.noOperators: "nobody_there", .return: "back_to_bot"],
                        waitingTimeout: 900_000, operatorTimeout: 86_400_000)))
    }

    @Test func everyKeyOfThePlatformIsInTheBundle() throws {
        let result = compile(
            """
            version: 1
            public_url: https://bridge.example.com/
            bindings:
              - id: one
                token: {env: ONE}
                webhook_key: {env: KEY}
                headers: {bot: Bot, lead: Lead}
                excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
                bot:
                  url: https://bot.example.com/call
                  body: job
                  script_code: livetex_event
                  token: {env: A_TOKEN}
                  token_header: Authentication
                  acknowledge: id
                  accept_token: {env: B_TOKEN}
                attachments: {secret_urls: pass}
                operator_timeout: 2h
            """)
        let binding = try #require(result.bindings.first)
        #expect(binding.platform.bodyForm == .job && binding.platform.scriptCode == "livetex_event")
        #expect(binding.platform.tokenHeader == "Authentication" && binding.platform.acknowledgement == .id)
        #expect(binding.rules.passesSecretAddresses && binding.rules.operatorTimeout == 7_200_000)
        #expect(try Binding(json: binding.json) == binding)
        // A bundle from before these keys.
        let older = ["body", "script_code", "token_header", "acknowledge"].reduce(binding.json) {
            $0.changing("bot.\($1)", to: nil)
        }
        let read = try Binding(json: older.changing("attachments", to: nil).changing("operator_timeout", to: nil))
        #expect(read.platform.bodyForm == .envelope && read.platform.sendsBearerToken)
        #expect(read.platform.acknowledgement == .status)
        #expect(!read.rules.passesSecretAddresses && read.rules.operatorTimeout == nil)
    }

    @Test func defaultsMergeByKeyAndListsAreReplaced() throws {
        let result = compile(
            """
            version: 1
            public_url: https://bridge.example.com/
            channels: {Avito: direct, pyrus: direct}
            defaults:
              name: Common
              headers: {bot: Bot, lead: Lead}
              excluded_channels: [Umnico, bitrix, jivo, webim, pyrus]
              bot: {url: https://bot.example.com/call, token: {env: A_TOKEN}, accept_token: {env: B_TOKEN}}
              notices: {timeout: false, cancelled: Ушёл}
              scripts: {return: back}
              waiting_timeout: 90s
            bindings:
              - {id: one, token: {env: ONE}, webhook_key: [{env: NEW}, {file: /old}]}
              - id: two
                token: {file: /two}
                webhook_key: {env: KEY}
                headers: {lead: Other}
                excluded_channels: [umnico, BITRIX, jivo, webim, viber]
                bot: {token: {file: /bot}, signing_secret: {env: SIGN}}
                notices: {timeout: "Никого"}
                scripts: {transfer: to_operator}
                retention: 72h
                api: {url: "https://livetex.example.com/api/"}
                allow_private: []
            """)
        #expect(result.diagnostics.filter { $0.severity != .information } == [])
        try #require(result.bindings.count == 2)
        let (one, two) = (result.bindings[0], result.bindings[1])
        #expect(one.publicURL == "https://bridge.example.com")
        #expect(one.webhookKeys == [.environment("NEW"), .file("/old")])
        #expect(one.rules.excludedChannels == ["umnico", "bitrix", "jivo", "webim", "pyrus", "livetex"])
        #expect(one.knownChannels.contains("avito"))
        #expect(one.rules.notices[.timeout] == nil && one.rules.notices[.cancelled] == "Ушёл")
        #expect(one.rules.waitingTimeout == 90_000 && one.retention == Binding.defaultRetention)

        #expect(two.name == "Common")
        #expect(two.rules.botHeader == "Bot" && two.rules.leadHeader == "Other")
        #expect(two.rules.excludedChannels == ["umnico", "bitrix", "jivo", "webim", "viber", "livetex"])
        // A reference is one value: its mapping is replaced, not merged.
        #expect(two.platform.token == .file("/bot") && two.platform.acceptTokens == [.environment("B_TOKEN")])
        #expect(two.platform.signingSecrets == [.environment("SIGN")])
        #expect(two.rules.notices[.timeout] == "Никого" && two.rules.notices[.cancelled] == "Ушёл")
        #expect(two.rules.scripts == [.return: "back", .transfer: "to_operator"])
        #expect(two.retention == 72 * 3_600_000 && two.api.url == "https://livetex.example.com/api")
    }

    @Test func anErrorAnywhereGivesNoBindings() {
        let sound = Example.sound
        #expect(compile(sound).bindings.count == 1)
        #expect(compile(sound, "version: 1\n").bindings.isEmpty)
    }

    @Test func idsAndTokensAreUniqueOverFiles() throws {
        let sound = Example.sound
        let sources = (0...1).map { SourceText(name: "\($0).yaml", bytes: Array(sound.utf8)) }
        let result = ChannelCompiler().compile(sources)
        let problems = result.diagnostics.filter { $0.severity == .error }
        #expect(problems.map(\.code) == ["duplicate-binding-id", "shared-token"])
        #expect(problems.allSatisfy { $0.location.file == "1.yaml" && $0.secondary?.location.file == "0.yaml" })
        let text = TextRenderer().render([problems[0]], sources: sources)
        #expect(
            text == """
                1.yaml:4:9: error: the id `support` is taken [duplicate-binding-id] at bindings[0].id
                  4 |   - id: support
                    |         ^^^^^^^
                   --> 0.yaml:4:9
                  4 |   - id: support
                    |         ------- first used here
                    = help: Give one of them another id.

                """)
    }

    @Test func problemsComeInTheOrderOfFilesAndPlaces() {
        let bad = "bindings: []\npublic_url: x\nversion: 9\n"
        let result = compile(bad, bad)
        let places = result.diagnostics.map { ($0.location.file, $0.location.span.start.line) }
        #expect(places.map(\.0) == ["0.yaml", "0.yaml", "0.yaml", "1.yaml", "1.yaml", "1.yaml"])
        #expect(places.map(\.1) == [1, 2, 3, 1, 2, 3])
    }

    @Test func looksForEverySecretWhenAsked() throws {
        let sound = SourceText(name: "x", bytes: Array(Example.sound.utf8))
        var asked: [String] = []
        let compiler = ChannelCompiler { reference, signs in
            asked.append("\(reference)\(signs ? " signs" : "")")
            return nil
        }
        #expect(compiler.check([sound]).isValid)
        #expect(asked.sorted() == ["$BRIDGE_TOKEN", "$LIVETEX_TOKEN", "$LIVETEX_WEBHOOK_KEY", "$METABOT_TOKEN"])
        asked = []
        let sample = "\(Programs.repository)/channels.yaml"
        #expect(compiler.check([SourceText(name: sample, bytes: try FileSystem.read(sample))]).isValid)
        #expect(asked.contains("$BRIDGE_SIGNING_SECRET signs") && asked.count { $0.contains("signs") } == 1)
    }

    @Test func nothingToCheckIsNothingFound() {
        #expect(ChannelCompiler().check([]).diagnostics.isEmpty)
    }

    /// Of millions of problems ten thousand are kept; all of them count.
    @Test func aLimitedNumberOfProblemsIsKept() throws {
        let source = SourceText(name: "x", bytes: Array("a: b".utf8))
        let report = Report(FileView(source: source, problems: []), absence: nil, limit: 3)
        var made = 0
        func words() -> String {
            made += 1
            return "words"
        }
        for index in 0..<5 { report.add(NotYAMLRule.page, at: 0..<index, words()) }
        report.add(EmptyHeaderRule().pages[0], at: 0..<1, words())
        report.addUnseen(.error, 2)
        #expect(report.diagnostics.count == 3 && made == 3)
        #expect(report.counts.errors == 7 && report.counts.warnings == 1)
    }

    /// Anchors are noted before there is a tree.
    @Test func anErrorThatIsNotKeptMakesAFileInvalid() {
        let many = "bindings:\n" + String(repeating: "- &a\n", count: Report.limit + 5)
        let result = ChannelCompiler().check([SourceText(name: "x", bytes: Array(many.utf8))])
        #expect(result.diagnostics.count == Report.limit && !result.isValid)
        // Each item has an anchor and is no mapping; two keys are missing.
        #expect(result.counts.errors == 2 * (Report.limit + 5) + 2)
    }
}
