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
        let asking = try #require(examples.first { $0["type"] == "transfer.request" }).changing(
            "data.history",
            to: [
                ["from": "bot", "menu": ["items": [["code": "1", "label": "О нас"]]], "ts": "x"],
                ["from": "lead", "text": "1"],
            ])
        return examples + [rich, replacing, asking]
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

    /// Every row of "How fields are read" holds, and the schema agrees.
    @Test func everyShapeOfThePageIsRead() throws {
        let rows = try Contract.page().rows(ofTableWithColumn: "also read").filter { $0.count == 3 }
        #expect(rows.count > 15)
        var shapes: [JSON] = []
        for row in rows {
            let words = MarkdownPage.quoted(in: row[0])
            let values: [JSON?] =
                try MarkdownPage.quoted(in: row[1]).map { try JSON(parsing: $0) }
                + (row[1].hasPrefix("absent") ? [nil] : [])
            for path in words where !Self.types.contains(path) {
                let parent = path.split(separator: ".").dropLast().joined(separator: ".")
                let bodies = try events().filter { body in
                    (parent.isEmpty || body.paths.contains(parent))
                        && (!words.contains(where: Self.types.contains) || words.contains(body["type"]?.string ?? ""))
                }
                #expect(!bodies.isEmpty, "no event has \(path)")
                shapes += bodies.flatMap { body in values.map { body.changing(path, to: $0) } }
            }
        }
        let answers = try Contract.accepts(shapes, as: "toBridge")
        for (shape, isAccepted) in zip(shapes, answers) {
            #expect(isRead(shape), "\(shape.text())")
            #expect(isAccepted, "the schema refuses \(shape.text())")
        }
    }

    @Test func otherValuesAreRefusedByBoth() throws {
        let values: [JSON] = [.null, true, 1, "x", [], [:], try .array(Contract.examples("to-bridge"))]
        #expect(try Contract.accepts(values, as: "toBridge") == values.map { _ in false })
        for value in values { #expect(!isRead(value)) }
    }
}
