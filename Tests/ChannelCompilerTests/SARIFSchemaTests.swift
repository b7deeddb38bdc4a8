import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// The SARIF output against the standard's own schema, with a validator that we have not written either.
@Suite(.enabled(if: PythonSchema.isInstalled)) struct SARIFSchemaTests {
    /// The schema as OASIS publishes it; `scripts/fetch-sarif-schema` puts it there.
    private static let schema = "\(Programs.repository)/.build/sarif/sarif-schema-2.1.0.json"

    private static func accepts(_ logs: [JSON]) throws -> [Bool] {
        try #require(FileSystem.exists(schema), "\(schema) is missing: run scripts/fetch-sarif-schema")
        let answers = try PythonSchema.validate(
            logs, against: JSON(parsing: FileSystem.read(schema)), formats: ["uri", "uri-reference"])
        try #require(answers.count == logs.count)
        return answers
    }

    private static func log(_ diagnostics: [Diagnostic], _ sources: [SourceText]) throws -> JSON {
        let renderer = SARIFRenderer(tool: "livetex-bridge", toolVersion: "1.0.0", codes: ChannelCompiler.codes)
        return try JSON(parsing: renderer.render(diagnostics, sources: sources))
    }

    /// Two files with the same binding and the same misspelt key: their log has every object that we write.
    private static func complete() throws -> JSON {
        let text = Example.complete(top: "", binding: "retension: 30d")
        let names = ["first.yaml", "/etc/каталог 2/канал:ы.yaml"]
        let sources = names.map { SourceText(name: $0, bytes: Array(text.utf8)) }
        return try log(ChannelCompiler().check(sources).diagnostics, sources)
    }

    private static func results(_ log: JSON) -> [JSON] { log["runs"]?[0]?["results"]?.array ?? [] }

    @Test func everyCaseIsValid() throws {
        let logs = try Fixture.all.map { try Self.log($0.check($0.source), [$0.source]) }
        for (fixture, isValid) in zip(Fixture.all, try Self.accepts(logs)) { #expect(isValid, "\(fixture)") }
        let shown = Set(logs.flatMap(Self.results).compactMap { $0["ruleId"]?.string })
        #expect(shown == Set(ChannelCompiler.codes.map(\.code)))
    }

    @Test func nothingFoundIsValid() throws {
        let sound = SourceText(name: "sound.yaml", bytes: Array(Example.sound.utf8))
        let logs = try [Self.log([], []), Self.log([], [sound])]
        #expect(try Self.accepts(logs) == [true, true])
        #expect(logs.allSatisfy { $0["runs"]?[0]?["results"] == [] })
    }

    @Test func severalFilesSecondPlacesAndMendsAreValid() throws {
        let log = try Self.complete()
        #expect(try Self.accepts([log]) == [true])
        let results = Self.results(log)
        #expect(results.contains { $0["fixes"] != nil } && results.contains { $0["relatedLocations"] != nil })
        let files = results.compactMap { $0["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]?.string }
        #expect(Set(files).count == 2)
    }

    @Test func aLogThatIsNotCompleteIsValid() throws {
        let sound = SourceText(name: "sound.yaml", bytes: Array(Example.sound.utf8))
        var counts = DiagnosticCounts()
        counts.errors = 7
        let renderer = SARIFRenderer(tool: "livetex-bridge", toolVersion: "1.0.0", codes: ChannelCompiler.codes)
        let findings = Findings(ChannelCompiler().check([sound]).diagnostics, sources: [sound], counts: counts)
        let log = try JSON(parsing: renderer.render(findings))
        #expect(log["runs"]?[0]?["invocations"]?.array?.count == 1)
        #expect(try Self.accepts([log, log.changing("runs.0.invocations.0.colour", to: "blue")]) == [true, false])
    }

    /// What only the standard's words say: a region is a place (section 3.30.1), and it does not end before it begins.
    @Test(arguments: Fixture.all)
    func everyRegionIsAPlace(fixture: Fixture) throws {
        let log = try Self.log(fixture.check(fixture.source), [fixture.source])
        let regions = log.paths.filter { $0.hasSuffix(".region") || $0.hasSuffix(".deletedRegion") }
        #expect(regions.count >= Self.results(log).count)
        for region in regions.compactMap(log.at) {
            let numbers = ["startLine", "startColumn", "endLine", "endColumn"].compactMap { region[$0]?.int }
            try #require(numbers.count == 4)
            #expect((numbers[0], numbers[1]) <= (numbers[2], numbers[3]))
        }
    }

    /// What a schema cannot say: a result's rule is the one that its index leads to, and no two rules have one id.
    @Test(arguments: Fixture.all)
    func everyResultLeadsToItsRule(fixture: Fixture) throws {
        let log = try Self.log(fixture.check(fixture.source), [fixture.source])
        let rules = try #require(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?.array).map { $0["id"]?.string }
        #expect(Set(rules).count == rules.count)
        for result in Self.results(log) {
            let index = try #require(result["ruleIndex"]?.int)
            #expect(rules[Int(index)] == result["ruleId"]?.string)
        }
    }

    @Test func whatTheProgramPrintsIsValid() throws {
        let directory = try TemporaryDirectory()
        let text = Example.complete(top: "", binding: "retension: 30d\nwebhook_key: hunter2hunter2")
        let absolute = try directory.write(text, to: "каталог 2/[a]{b}%20#1?.yaml")
        try directory.write(text, to: "x:y.yaml")
        try directory.write("", to: "empty.yaml")
        try directory.write(Example.sound, to: "sound.yaml")
        let commandLines = [
            ["x:y.yaml", absolute, "empty.yaml", "-", "x:y.yaml"], ["sound.yaml", "--strict"], ["nowhere.yaml"],
            ["sound.yaml", "--env"],
        ]
        let logs = try commandLines.map { files in
            let program = Subprocess(
                try Programs.path("livetex-bridge"), ["check", "--format", "sarif"] + files, directory: directory.path)
            let result = try program.run(input: Array("version: 9\n".utf8))
            #expect(!result.outputText.contains("hunter2hunter2"))
            return try JSON(parsing: result.output)
        }
        #expect(try Self.accepts(logs) == [true, true, true, true])
        #expect(logs[0]["runs"]?[0]?["artifacts"]?.array?.count == 4)
        #expect(Self.results(logs[0]).count > 6 && Self.results(logs[3]).count > 3)
    }

    @Test func aWordThatTheStandardDoesNotKnowIsRefusedEverywhere() throws {
        let log = try Self.complete()
        let objects = ([""] + log.paths).filter { $0.isEmpty || log.at($0)?.object != nil }
        #expect(objects.count > 40)
        let mutants = objects.map { log.changing($0.isEmpty ? "colour" : "\($0).colour", to: "blue") }
        for (path, isValid) in zip(objects, try Self.accepts([log] + mutants).dropFirst()) {
            #expect(!isValid, "an invented property in \(path)")
        }
    }

    @Test func aValueOfAnotherTypeIsRefusedEverywhere() throws {
        let log = try Self.complete()
        #expect(try Self.accepts([log]) == [true])
        let paths = log.paths
        let mutants = paths.map { log.changing($0, to: true) }
        for (path, isValid) in zip(paths, try Self.accepts(mutants)) { #expect(!isValid, "true for \(path)") }
    }

    // Places in the complete log whose values are changed.
    private static let result = "runs.0.results.0"
    private static let region = "\(result).locations.0.physicalLocation.region"
    private static let rule = "runs.0.tool.driver.rules.0"

    private static let wrong: [(path: String, value: JSON?)] = [
        ("version", nil), ("version", "2.0.0"), ("runs", nil), ("$schema", "sarif-2.1.0.json"), ("$schema", "a b:c"),
        ("runs.0.tool", nil), ("runs.0.tool.driver", nil), ("runs.0.tool.driver.name", nil),
        ("runs.0.columnKind", "bytes"), ("runs.0.newlineSequences", []), ("runs.0.language", "1"),
        ("runs.0.artifacts.0.location.uri", "a b"), ("runs.0.artifacts.0.location.uri", "каталог"),
        ("runs.0.artifacts.0.location.uri", "100%"), ("runs.0.artifacts.0.location.uri", "1:2"),
        ("runs.0.artifacts.0.roles", ["source"]), ("runs.0.artifacts.0.mimeType", "yaml"),
        ("\(rule).id", nil), ("\(rule).shortDescription.text", nil), ("\(rule).guid", "1"),
        ("\(rule).defaultConfiguration.level", "information"),
        ("\(result).message", nil), ("\(result).message.text", nil), ("\(result).level", "information"),
        ("\(result).level", "Error"), ("\(result).kind", "failed"), ("\(result).ruleIndex", -2),
        ("\(result).rank", 101), ("\(result).baselineState", "old"), ("\(result).occurrenceCount", 0),
        ("\(region).startLine", 0), ("\(region).startColumn", 0), ("\(region).endLine", 0), ("\(region).endColumn", 0),
        ("\(region).byteOffset", -2), ("\(region).byteLength", -1), ("\(region).startLine", "1"),
        ("\(region).startLine", .double(1.5)),
        ("\(result).locations.0.physicalLocation.artifactLocation", nil),
    ]

    private static let right: [(path: String, value: JSON?)] = [
        ("$schema", nil), ("runs", []), ("runs.0.results", nil), ("runs.0.results", []), ("runs.0.language", "ru-RU"),
        ("runs.0.properties", ["anything": [1], "tags": ["a"]]), ("runs.0.artifacts.0.hashes", ["sha-256": "00"]),
        ("runs.0.artifacts.0.roles", ["analysisTarget"]), ("runs.0.artifacts.0.mimeType", "text/yaml"),
        ("runs.0.artifacts.0.lastModifiedTimeUtc", "2025-01-31T10:20:30.5Z"),
        ("\(rule).helpUri", "https://example.com/a"), ("\(result).kind", "review"), ("\(result).level", "none"),
        ("\(result).message", ["id": "default"]), ("\(result).rank", .double(99.5)),
        ("\(region)", ["byteOffset": 0]), ("\(region).snippet", ["text": "x"]), ("\(result).ruleIndex", -1),
    ]

    @Test func whatTheStandardForbidsIsRefusedAndTheRestIsNot() throws {
        let log = try Self.complete()
        let changes = Self.wrong.map { ($0, false) } + Self.right.map { ($0, true) }
        let mutants = changes.map { change, _ in log.changing(change.path, to: change.value) }
        for ((change, isRight), isValid) in zip(changes, try Self.accepts(mutants)) {
            #expect(isValid == isRight, "\(change.path): \(change.value?.text() ?? "absent")")
        }
    }

    @Test func aMendMustBeWhole() throws {
        let log = try Self.complete()
        let index = try #require(Self.results(log).firstIndex { $0["fixes"] != nil })
        let fix = "runs.0.results.\(index).fixes.0"
        let change = "\(fix).artifactChanges.0"
        let mutants = [
            log.changing("\(fix).artifactChanges", to: nil), log.changing("\(fix).artifactChanges", to: []),
            log.changing("\(change).artifactLocation", to: nil), log.changing("\(change).replacements", to: nil),
            log.changing("\(change).replacements", to: []),
            log.changing("\(change).replacements.0.deletedRegion", to: nil),
            log.changing("\(change).replacements.0.deletedRegion.startLine", to: 0),
        ]
        #expect(try Self.accepts([log] + mutants) == [true] + mutants.map { _ in false })
    }

    /// Where the standard wants a set, the first element a second time is refused.
    @Test(arguments: ["runs.0.tool.driver.rules", "runs.0.artifacts", "relatedLocations", "fixes", "logicalLocations"])
    func aSetHoldsNothingTwice(list: String) throws {
        let log = try Self.complete()
        let path = try #require(log.paths.first { $0 == list || $0.hasSuffix(".\(list)") })
        let elements = try #require(log.at(path)?.array)
        let twice = log.changing(path, to: .array(elements + elements.prefix(1)))
        #expect(elements.count > 0)
        #expect(try Self.accepts([log, twice]) == [true, false])
    }
}
