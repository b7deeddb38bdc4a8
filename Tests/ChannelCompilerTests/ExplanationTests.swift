import Diagnostics
import Testing

@testable import ChannelCompiler

@Suite struct ExplanationTests {
    @Test(arguments: Rules.pages.map(\.code))
    func theExampleHasExactlyItsProblem(code: String) throws {
        let page = try #require(Rules.pages.first { $0.code == code })
        // Only one code depends on where the check runs.
        let compiler = ChannelCompiler(absence: code == "secret-not-present" ? { _, _ in "it is not set" } : nil)
        let source = SourceText(name: "example.yaml", bytes: Example.file(page))
        let found = compiler.check([source]).diagnostics.filter { $0.code != "obsolete-api" || code == "obsolete-api" }
        #expect(!found.isEmpty)
        for diagnostic in found {
            #expect(diagnostic.code == code, "\(diagnostic.message)")
            #expect(diagnostic.severity == page.severity)
        }
    }

    @Test(arguments: Rules.pages.map(\.code))
    func theCodeHasAPage(code: String) throws {
        guard case .found(let text) = Explanation.page(code) else {
            Issue.record("no page")
            return
        }
        #expect(text.hasPrefix("\(code) ("))
        #expect(text.contains("\nExample:\n") && text.contains("\nFix:\n"))
        for line in text.split(separator: "\n") where !line.hasPrefix(" ") { #expect(line.count <= 100) }
    }

    @Test func codesAreUniqueAndInKebabCase() {
        let codes = Rules.pages.map(\.code)
        #expect(Set(codes).count == codes.count)
        for code in codes {
            #expect(code.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(code)")
        }
    }

    @Test func pagesAreSentences() {
        for page in Rules.pages {
            #expect(!page.title.hasSuffix("."), "\(page.code)")
            #expect(page.meaning.hasSuffix(".") || page.meaning.hasSuffix(")"), "\(page.code)")
        }
    }

    @Test func anUnknownCodeNamesTheNearestOne() {
        #expect(Explanation.page("unknwon-key") == .unknown("`unknwon-key` is not a code; did you mean unknown-key?"))
    }

    @Test func theListNamesEveryCodeOnce() {
        let lines = Explanation.list().split(separator: "\n")
        #expect(lines.map { String($0.prefix { $0 != " " }) } == Rules.pages.map(\.code))
    }
}
