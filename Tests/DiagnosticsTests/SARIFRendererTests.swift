import Diagnostics
import JSON
import Testing

@Suite struct SARIFRendererTests {
    private let codes = [
        CodeDescription(
            code: "unused", severity: .warning, title: "Unused", meaning: "Not here.", example: "x", fix: "Nothing."),
        CodeDescription(
            code: "some-code", severity: .warning, title: "Some", meaning: "Why.", example: "x", fix: "How."),
    ]

    private func render(_ diagnostics: [Diagnostic], _ sources: [SourceText]) throws -> JSON {
        let output = SARIFRenderer(tool: "tool", toolVersion: "1.2.3", codes: codes).render(
            diagnostics, sources: sources)
        return try JSON(parsing: output)
    }

    @Test func holdsWhatTheStandardAsksFor() throws {
        let marked = Marked("я: 1\n«nmae»: x\n", name: "ка талог/channels.yaml")
        var diagnostic = marked.diagnostic(.warning, path: "bindings[0].nmae", help: "look", replacement: "name")
        diagnostic.secondary = Diagnostic.Label("first used here", at: marked.source.location(0..<2))
        let log = try render([diagnostic], [marked.source])
        #expect(log["version"] == "2.1.0")
        let run = try #require(log["runs"]?[0])
        #expect(run["columnKind"] == "unicodeCodePoints")
        let driver = try #require(run["tool"]?["driver"])
        #expect(driver["name"] == "tool" && driver["version"] == "1.2.3")
        #expect(driver["rules"]?.array?.count == 1)
        #expect(driver["rules"]?[0]?["id"] == "some-code")
        #expect(driver["rules"]?[0]?["defaultConfiguration"] == ["level": "warning"])
        let uri: JSON = ["uri": "%D0%BA%D0%B0%20%D1%82%D0%B0%D0%BB%D0%BE%D0%B3/channels.yaml"]
        let region: JSON = [
            "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 5, "byteOffset": 6, "byteLength": 4,
        ]
        let result = try #require(run["results"]?[0])
        #expect(result["ruleId"] == "some-code" && result["ruleIndex"] == 0 && result["level"] == "warning")
        #expect(result["message"] == ["text": "something is wrong. look"])
        let location = try #require(result["locations"]?[0])
        #expect(location["physicalLocation"] == ["artifactLocation": uri, "region": region])
        #expect(location["logicalLocations"] == [["fullyQualifiedName": "bindings[0].nmae"]])
        #expect(result["relatedLocations"]?[0]?["message"] == ["text": "first used here"])
        let change = try #require(result["fixes"]?[0]?["artifactChanges"]?[0])
        #expect(change["artifactLocation"] == uri)
        #expect(change["replacements"] == [["deletedRegion": region, "insertedContent": ["text": "name"]]])
    }

    @Test func leavesOutWhatIsNotThere() throws {
        let marked = Marked("«a»", name: "/etc/channels.yaml")
        let run = try #require(try render([marked.diagnostic(.information)], [marked.source])["runs"]?[0])
        let result = try #require(run["results"]?[0])
        #expect(result["level"] == "note")
        #expect(result["fixes"] == nil && result["relatedLocations"] == nil)
        #expect(run["artifacts"] == [["location": ["uri": "file:///etc/channels.yaml"]]])
    }

    @Test func nothingFoundIsAnEmptyList() throws {
        #expect(try render([], [])["runs"]?[0]?["results"] == [])
    }
}
