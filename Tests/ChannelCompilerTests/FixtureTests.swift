import ChannelCompiler
import Diagnostics
import Testing

@Suite struct FixtureTests {
    @Test(arguments: Fixture.all)
    func printsWhatTheFixtureSays(fixture: Fixture) throws {
        let source = fixture.source
        let text = TextRenderer().render(fixture.check(source), sources: [source])
        if Fixture.isUpdating { try fixture.update(text) } else { #expect(text == fixture.expected) }
    }

    @Test(arguments: Fixture.all)
    func findsTheProblemWhereTheMarkIs(fixture: Fixture) {
        let found = fixture.check(fixture.source).filter { $0.code == fixture.code }
        #expect(Set(found.map(\.location.span.start.offset)).sorted() == fixture.marks)
    }

    @Test func thereAreManyCases() {
        #expect(Fixture.all.count >= 120)
    }

    @Test func everyCodeHasACaseThatShowsIt() {
        let shown = Set(Fixture.all.filter { $0.expected.contains("[\($0.code)]") }.map(\.code))
        for code in ChannelCompiler.codes { #expect(shown.contains(code.code), "no fixture shows \(code.code)") }
    }

    @Test func everyDirectoryIsACode() {
        let codes = Set(ChannelCompiler.codes.map(\.code))
        for fixture in Fixture.all { #expect(codes.contains(fixture.code), "\(fixture.code) is no code") }
    }

    /// The fixtures' literal secrets all have one of these in them.
    @Test(arguments: Fixture.all)
    func noFormatPrintsASecret(fixture: Fixture) {
        let source = fixture.source
        let diagnostics = fixture.check(source)
        let renderers: [any DiagnosticRenderer] = [
            TextRenderer(), JSONRenderer(), GitHubRenderer(),
            SARIFRenderer(tool: "test", toolVersion: "1", codes: []),
        ]
        for renderer in renderers {
            let output = renderer.render(diagnostics, sources: [source])
            for secret in ["0123456789", "hunter2", "SuperSecret"] { #expect(!output.contains(secret)) }
        }
    }

    @Test(arguments: Fixture.all)
    func everySuggestionFixesItsProblemAndCausesNoOther(fixture: Fixture) {
        let source = fixture.source
        let before = fixture.check(source)
        for (index, diagnostic) in before.enumerated() {
            guard let suggestion = diagnostic.suggestion else { continue }
            let range = suggestion.span.start.offset..<suggestion.span.end.offset
            var bytes = source.bytes
            bytes.replaceSubrange(range, with: suggestion.replacement.utf8)
            let after = fixture.check(SourceText(name: "channels.yaml", bytes: bytes))
            var left = before.enumerated().filter { $0.offset != index }.map(\.element.code)
            for problem in after {
                let known = left.firstIndex(of: problem.code)
                #expect(known != nil, "\(diagnostic.code) fixed with \(suggestion.replacement) brings \(problem.code)")
                if let known { left.remove(at: known) }
            }
        }
    }

    @Test func suggestionsAreMade() {
        let suggestions = Fixture.all.flatMap { $0.check($0.source) }.compactMap(\.suggestion)
        #expect(suggestions.count > 40)
    }
}
