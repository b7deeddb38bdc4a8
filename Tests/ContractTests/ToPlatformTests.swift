import Dialog
import JSON
import Platform
import TestSupport
import Testing

/// The bridge's events: the schema accepts all that the code sends, and little else.
@Suite struct ToPlatformTests {
    private static let anna = Operator(id: "501", name: "Анна")
    private static let party = Party(botID: 49, leadID: 30400, channel: "telegram", name: "Иван")
    private static let back = Script(type: .return, code: "back_to_bot")
    private static let nobody = Script(type: .noOperators, code: "nobody_there")

    /// - Parameter seconds: since 2026-11-23, 08:00 UTC.
    private static func call(_ id: String, _ seconds: Int64, _ kind: PlatformCall.Kind) -> PlatformCall {
        PlatformCall(id: id, time: 1_795_420_800_000 + seconds * 1000, kind: kind)
    }

    /// The calls of the page's examples, in their order.
    private static let shown: [PlatformCall] = [
        call("lt:support:joined:e1", 60, .notice(.operatorJoined, text: "Оператор Анна подключился к диалогу", anna)),
        call(
            "lt:support:message:9f0c", 65,
            .operatorMessage(
                anna,
                OperatorMessage(
                    id: "9f0c", text: "Прайс",
                    attachments: [
                        .init(kind: .file, url: "https://files.example/price.pdf", name: "price.pdf", size: 48_211)
                    ]))),
        call(
            "01JD9Q0V6T3W8K4Z5B2N7M1CA2:result", 30,
            .transferResult(request: "01JD9Q0V6T3W8K4Z5B2N7M1CA2", .noOperators(nil, nobody))),
        call("lt:support:returned:d9", 1200, .dialogReturned(by: .operator, anna, back)),
        call("lt:support:command:77", 600, .operatorCommand(.bot, anna, back)),
    ]

    /// Every kind of event with and without its optional members.
    private static let emitted: [JSON] = {
        let people: [Operator?] = [anna, Operator(id: "9", name: ""), nil]
        let bare = { (type: ScriptType) in Script(type: type) }
        let group = OperatorGroup(id: "70001", name: "Продажи")
        var kinds: [PlatformCall.Kind] = []
        for person in people {
            kinds += NoticeKind.allCases.map { .notice($0, text: "Текст", person) }
            kinds += Returner.allCases.map { by in
                .dialogReturned(by: by, person, by == .timeout && person == nil ? nobody : back)
            }
            kinds += [
                .operatorCommand(.bot, person, bare(.return)), .operatorCommand(.operator, person, bare(.transfer)),
                .operatorMessage(person, OperatorMessage(id: "1", text: "Да")),
                .operatorMessage(person, OperatorMessage(id: "1", text: "")),
                .operatorMessage(
                    person, OperatorMessage(id: "1", attachments: [.init(kind: .image, url: "https://f.example/a")])),
            ]
        }
        kinds += [
            .transferResult(request: "r1", .transferred(group)), .transferResult(request: "r1", .failed),
            .transferResult(request: "r1", .noOperators(OperatorGroup(id: "7"), nobody)),
            .transferResult(request: "r1", .noOperators(nil, bare(.noOperators))),
        ]
        let parties = [party, Party(botID: "sales", leadID: "л-1"), Party(botID: 1, leadID: 2, channel: "Viber")]
        return kinds.flatMap { kind in
            parties.map { PlatformEnvelope.body(call("x:1", 0, kind), party: $0) }
        }
    }()

    @Test func everyExampleOfThePageIsWhatTheCodeSends() throws {
        let examples = try Contract.examples("to-platform")
        let trial = PlatformEnvelope.trial(id: "ping:1795420800000", time: 1_795_420_800_000)
        #expect(examples == Self.shown.map { PlatformEnvelope.body($0, party: Self.party) } + [trial])
        #expect(
            examples.compactMap { $0["type"]?.string } == [
                "notice", "operator.message", "transfer.result", "dialog.returned", "operator.command",
                "ping",
            ])
    }

    @Test func theSchemaAcceptsEveryEventThatTheCodeSends() throws {
        let answers = try Contract.accepts(Self.emitted, as: "toPlatform")
        for (event, answer) in zip(Self.emitted, answers) { #expect(answer, "\(event.text())") }
        #expect(try Contract.accepts(Self.emitted, as: "toBridge").allSatisfy { !$0 })
    }

    /// Members that an event may lack.
    private static let optional = [
        "lead.channel", "lead.name", "data.run_script.code", "data.message.attachments.0.name",
        "data.message.attachments.0.size",
    ]

    @Test func theSchemaRefusesEventsWithAMissingOrWrongMember() throws {
        var mutants: [(JSON, String)] = []
        for event in Self.emitted {
            for path in event.paths {
                // No member is a boolean.
                mutants.append((event.changing(path, to: true), path))
                let isOnlyText = path == "data.message.text" && event["data"]?["message"]?["attachments"] != []
                if !Self.optional.contains(path), !isOnlyText, Int(path.suffix(1)) == nil {
                    mutants.append((event.changing(path, to: nil), path))
                }
            }
            mutants += [
                ("v", 2), ("type", "lead.message"), ("id", "a b"), ("ts", "yesterday"), ("bot_id", .double(1.5)),
            ].map {
                (event.changing($0, to: $1), $0)
            }
        }
        let answers = try Contract.accepts(mutants.map(\.0), as: "toPlatform")
        for ((mutant, path), answer) in zip(mutants, answers) { #expect(!answer, "\(path): \(mutant.text())") }
    }

    @Test func theSchemaRefusesAScriptThatDoesNotFitTheEvent() throws {
        func with(_ type: String, _ script: String, _ match: (JSON) -> Bool) throws -> JSON {
            try #require(Self.emitted.first { $0["type"]?.string == type && match($0) })
                .changing("data.run_script", to: ["type": .string(script)])
        }
        let wrong = [
            try with("dialog.returned", "no_operators") { $0["data"]?["by"] == "operator" },
            try with("dialog.returned", "return") {
                $0["data"]?["by"] == "timeout" && $0["data"]?["operator"] == .null
            },
            try with("dialog.returned", "no_operators") {
                $0["data"]?["by"] == "timeout" && $0["data"]?["operator"] != .null
            },
            try with("operator.command", "transfer") { $0["data"]?["command"] == "/bot" },
            try with("operator.command", "return") { $0["data"]?["command"] == "/operator" },
            try with("transfer.result", "no_operators") { $0["data"]?["outcome"] == "transferred" },
            try with("transfer.result", "return") { $0["data"]?["outcome"] == "no_operators" },
            try with("transfer.result", "no_operators") { $0["data"]?["outcome"] == "failed" },
        ]
        #expect(try Contract.accepts(wrong, as: "toPlatform") == wrong.map { _ in false })
    }
}
