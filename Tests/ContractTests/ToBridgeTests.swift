import Dialog
import JSON
import Platform
import TestSupport
import Testing

/// The platform's events: the code reads exactly what the schema accepts.
@Suite struct ToBridgeTests {
    static let types = [
        "lead.message", "bot.message", "lead.menu_choice", "lead.attributes", "operators.check", "transfer.request",
        "transfer.cancel",
    ]

    /// The page's examples, and events with every optional member.
    private func events() throws -> [JSON] {
        let examples = try Contract.examples("to-bridge")
        let rich = try #require(examples.first { $0["type"] == "bot.message" })
            .changing("data.message.attachments", to: [["kind": "voice", "url": "http://f.example/a.ogg", "size": 0]])
            .changing("data.message.menu.items.0.hide_code", to: false).changing("bot_id", to: "sales").changing(
                "lead.name", to: "И")
        let replacing = try #require(examples.first { $0["type"] == "lead.attributes" }).changing(
            "data.mode", to: "replace")
        return examples + [rich, replacing]
    }

    private func isRead(_ body: JSON) -> Bool {
        guard let event = try? PlatformEvent(body) else { return false }
        if case .unknown = event.kind { return false }
        return true
    }

    @Test func everyExampleOfThePageIsRead() throws {
        let examples = try Contract.examples("to-bridge")
        #expect(examples.compactMap { $0["type"]?.string } == Self.types)
        for example in examples { #expect(isRead(example), "\(example.text())") }
        #expect(try Contract.accepts(examples, as: "toBridge") == examples.map { _ in true })
    }

    /// The schema and the code judge each of some thousand changed events alike.
    @Test func schemaAndCodeAgreeOnMutants() throws {
        var mutants: [JSON] = []
        for event in try events() {
            mutants += event.mutants(Wrong.values)
            mutants += Self.types.map { event.changing("type", to: .string($0)) }
            mutants += Wrong.attributes.map { event.changing("data.attributes", to: $0) }
            mutants.append(event.changing("novelty", to: [1]).changing("data.novelty", to: ["a": 1]))
        }
        let answers = try Contract.accepts(mutants, as: "toBridge")
        #expect(mutants.count > 3_000)
        #expect(answers.contains(true) && answers.contains(false))
        for (mutant, isAccepted) in zip(mutants, answers) where isAccepted != isRead(mutant) {
            Issue.record("only \(isAccepted ? "the schema" : "the code") accepts this: \(mutant.text())")
        }
    }

    @Test func otherValuesAreRefusedByBoth() throws {
        let values: [JSON] = [.null, true, 1, "x", [], [:], try .array(Contract.examples("to-bridge"))]
        #expect(try Contract.accepts(values, as: "toBridge") == values.map { _ in false })
        for value in values { #expect(!isRead(value)) }
    }
}
