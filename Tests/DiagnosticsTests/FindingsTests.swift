import Diagnostics
import JSON
import Testing

/// More problems than are kept: every format says how many are not shown, and its counts are those of all.
@Suite struct FindingsTests {
    private let findings: Findings = {
        let marked = Marked("a: «b»")
        var counts = DiagnosticCounts()
        counts.errors = 70
        counts.warnings = 5
        return Findings(
            (0..<12).map { marked.diagnostic(message: "problem \($0)") }, sources: [marked.source], counts: counts)
    }()

    @Test func textEndsWithARemark() {
        let lines = TextRenderer().render(findings).split(separator: "\n")
        #expect(lines.count == 12 * 3 + 1)
        #expect(lines.last == "63 more problems are not shown")
    }

    @Test func jsonCountsAll() throws {
        let output = try JSON(parsing: JSONRenderer().render(findings))
        #expect(output["omitted"] == 63 && output["diagnostics"]?.array?.count == 12)
        #expect(output["summary"] == ["errors": 70, "warnings": 5, "information": 0])
        #expect(try JSON(parsing: JSONRenderer().render([], sources: []))["omitted"] == nil)
    }

    @Test func gitHubRollsUpAll() throws {
        let lines = GitHubRenderer().render(findings).split(separator: "\n")
        try #require(lines.count == 11)
        #expect(lines[9].hasPrefix("::error title=61 more of severity error::") && lines[9].hasSuffix("and 58 more"))
        #expect(lines[10] == "::warning title=5 more of severity warning::and 5 more")
    }

    @Test func sarifNotifies() throws {
        let log = try JSON(parsing: SARIFRenderer(tool: "t", toolVersion: "1", codes: []).render(findings))
        let invocation = try #require(log["runs"]?[0]?["invocations"]?[0])
        #expect(invocation["toolExecutionNotifications"]?[0]?["message"] == ["text": "63 more problems are not shown"])
        #expect(log["runs"]?[0]?["results"]?.array?.count == 12)
    }
}
