import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// What the documents show is what the program does.
@Suite struct ReferenceTests {
    /// The fenced blocks of a document, by the words behind the fence.
    private func blocks(_ document: String, _ kind: String) throws -> [String] {
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/docs/\(document)"), as: UTF8.self)
        var blocks: [String] = []
        var current: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = current {
                if line == "```" {
                    blocks.append(open.map { $0 + "\n" }.joined())
                    current = nil
                } else {
                    current = open + [line]
                }
            } else if line == "```\(kind)" {
                current = []
            }
        }
        return blocks
    }

    @Test func theConfigurationsOfTheReferenceAreSound() throws {
        let configurations = try blocks("channels-yaml.md", "yaml check")
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
            let isParent = [.headers, .api, .bot, .scripts, .notices].contains(field)
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
        #expect(try blocks("diagnostics.md", "text") == [TextRenderer().render(diagnostics, sources: [source])])
        #expect(try blocks("diagnostics.md", "json") == [JSONRenderer().render(diagnostics, sources: [source])])
    }

    @Test func theShownRuleIsTheRealOne() throws {
        let file = "\(Programs.repository)/Sources/ChannelCompiler/Rules/LiveTexListedRule.swift"
        #expect(try blocks("diagnostics.md", "swift") == [String(decoding: FileSystem.read(file), as: UTF8.self)])
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

    @Test func theActionAnnotatesAndWritesSARIF() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Example.complete(top: "", binding: "headers: {bot: \"\", lead: Лид}"), to: "channels.yaml")
        func run(strict: Bool) throws -> Subprocess.Result {
            let environment = [
                "LIVETEX_BRIDGE": try Programs.path("livetex-bridge"), "PATH": "/usr/bin:/bin",
                "INPUT_STRICT": "\(strict)", "INPUT_SARIF": "result.sarif",
            ]
            return try Subprocess(
                "\(Programs.repository)/scripts/action-check", environment: environment, directory: directory.path
            ).run()
        }
        let lenient = try run(strict: false)
        #expect(lenient.ending == .exited(0))
        #expect(lenient.outputText.hasPrefix("::warning file=channels.yaml,line="))
        #expect(try run(strict: true).ending == .exited(1))
        let log = try JSON(parsing: FileSystem.read(directory("result.sarif")))
        #expect(log["runs"]?[0]?["results"]?.array?.count == 2)
    }

    @Test func theHookRunsTheCheck() throws {
        let hooks = try FileSystem.read("\(Programs.repository)/.pre-commit-hooks.yaml")
        let tree = try #require(YAMLReader.read(SourceText(name: "x", bytes: hooks)).tree)
        #expect(tree.json?[0]?["entry"] == "livetex-bridge check")
        let action = try FileSystem.read("\(Programs.repository)/action.yml")
        let actionTree = try #require(YAMLReader.read(SourceText(name: "x", bytes: action)).tree)
        #expect(actionTree.json?["runs"]?["using"] == "composite")
    }
}
