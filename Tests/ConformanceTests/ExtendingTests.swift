import POSIX
import TestSupport
import Testing

/// docs/extending.md: which files an extension changes.
@Suite struct ExtendingTests {
    /// The paths that the page names.
    private static func paths() throws -> Set<String> {
        let folders = ["Sources/", "Tests/", "docs/", "functions/"]
        return Set(
            try MarkdownPage.quoted(in: MarkdownPage("docs/extending.md").text).filter { text in
                folders.contains { text.hasPrefix($0) } && !text.contains { " \n*{".contains($0) }
            })
    }

    @Test func everyFileThatAStepNamesExists() throws {
        let paths = try Self.paths()
        #expect(!paths.isEmpty)
        for path in paths { #expect(FileSystem.exists("\(Programs.repository)/\(path)"), "there is no \(path)") }
    }
}
