import Diagnostics
import Testing

@Suite struct GitHubRendererTests {
    private func render(_ diagnostics: [Diagnostic]) -> [String] {
        GitHubRenderer().render(diagnostics, sources: []).split(separator: "\n").map(String.init)
    }

    @Test func escapesWhatWouldEndACommand() {
        let marked = Marked("a «bcd»", name: "a,b:c%.yaml")
        let diagnostic = marked.diagnostic(message: "100% of\r\nlines: a, b", path: "x", help: "look")
        #expect(
            render([diagnostic]) == [
                "::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=3,endColumn=5,title=some-code"
                    + "::100%25 of%0D%0Alines: a, b (at x)%0Ahelp: look"
            ])
    }

    @Test func namesTheSeveritiesInGitHubsWords() {
        let marked = Marked("«a»")
        let lines = render([.information, .error, .warning].map { marked.diagnostic($0) })
        #expect(lines.map { $0.prefix { $0 != " " } } == ["::error", "::warning", "::notice"])
    }

    @Test func aSpanOverLinesHasNoColumns() {
        #expect(
            render([Marked("«a\nb»").diagnostic()])[0].hasPrefix("::error file=channels.yaml,line=1,endLine=2,title="))
    }

    @Test(arguments: [(9, 9), (10, 10), (11, 10), (500, 10)])
    func neverMoreThanTenOfAKind(count: Int, lines: Int) {
        let marked = Marked("«a»")
        let diagnostics = (0..<count).map { marked.diagnostic(message: "problem \($0)") }
        let output = render(diagnostics + [marked.diagnostic(.warning)])
        #expect(output.count == lines + 1)
        if count > 10 {
            #expect(output[9].contains("title=\(count - 9) more of severity error"))
            #expect(output[9].contains("problem 9") && !output[9].contains("problem 8"))
            #expect(output[9].contains("and \(count - 49) more") == (count > 49))
        }
    }
}
