import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// What the documents show is what the program does.
@Suite struct ReferenceTests {
    @Test func theConfigurationsOfTheReferenceAreSound() throws {
        let configurations = try Document.blocks("channels-yaml.md", "yaml check")
        #expect(configurations.count == 2)
        for text in configurations {
            let result = ChannelCompiler().compile([SourceText(name: "x", bytes: Array(text.utf8))])
            #expect(result.diagnostics.map(\.code) == ["obsolete-api"])
        }
    }

    @Test func theReferenceNamesEveryKey() throws {
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/docs/channels-yaml.md"), as: UTF8.self)
        for field in Field.allCases where ![.groups, .groupID, .groupName, .groupCode].contains(field) {
            let names = ["`\(field.path)`", "`.\(field.key)`"]
            let isParent = [.headers, .api, .bot, .scripts, .notices, .attachments].contains(field)
            #expect(isParent || names.contains { text.contains($0) }, "\(field.path)")
        }
    }

    private var example: (source: SourceText, diagnostics: [Diagnostic]) {
        let source = SourceText(
            name: "channels.yaml", bytes: Array(Example.complete(top: "", binding: "retension: 30d").utf8))
        let found = ChannelCompiler().check([source]).diagnostics.filter { $0.code == "unknown-key" }
        return (source, found)
    }

    @Test func theTextAndTheJSONAreReal() throws {
        let (source, diagnostics) = example
        #expect(
            try Document.blocks("diagnostics.md", "text") == [TextRenderer().render(diagnostics, sources: [source])])
        #expect(
            try Document.blocks("diagnostics.md", "json") == [JSONRenderer().render(diagnostics, sources: [source])])
    }

    @Test func theShownRuleIsTheRealOne() throws {
        let file = "\(Programs.repository)/Sources/ChannelCompiler/Rules/LiveTexListedRule.swift"
        #expect(
            try Document.blocks("diagnostics.md", "swift") == [String(decoding: FileSystem.read(file), as: UTF8.self)])
    }

    @Test func theGitLabReportIsMadeOfTheJSON() throws {
        let (source, diagnostics) = example
        let jq = Subprocess("/usr/bin/jq", ["-f", "\(Programs.repository)/scripts/gitlab-code-quality.jq"])
        let result = try jq.run(input: Array(JSONRenderer().render(diagnostics, sources: [source]).utf8))
        #expect(result.errorText == "")
        let report = try JSON(parsing: result.output)
        #expect(report.array?.count == 1)
        let entry = try #require(report[0])
        #expect(entry["check_name"] == "unknown-key" && entry["severity"] == "critical")
        #expect(entry["location"] == ["path": "channels.yaml", "lines": ["begin": 13]])
        #expect(entry["fingerprint"]?.string?.isEmpty == false)
    }
}
