import POSIX
import TestSupport
import Testing

/// docs/extending.md quotes the sources; what it quotes must stand there, and nowhere else may anything know the
/// example.
@Suite struct ExtendingTests {
    private static func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read("\(Programs.repository)/\(path)"), as: UTF8.self)
    }

    /// The page's quotations: the file and the lines.
    static func quotations() throws -> [(file: String, lines: String)] {
        var quotations: [(file: String, lines: String)] = []
        var file: String?
        var lines: [Substring] = []
        for line in try text("docs/extending.md").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```swift ") {
                file = String(line.dropFirst("```swift ".count))
                lines = []
            } else if line == "```", let quoted = file {
                quotations.append((quoted, lines.joined(separator: "\n")))
                file = nil
            } else {
                lines.append(line)
            }
        }
        return quotations
    }

    @Test func whatIsQuotedStandsThere() throws {
        let quotations = try Self.quotations()
        #expect(quotations.count == 6)
        for (file, lines) in quotations {
            #expect(try Self.text(file).contains(lines), "\(file) has changed; mend docs/extending.md")
        }
    }

    /// The wire's name of the example stands in the wire alone: this is what makes the page true.
    @Test func nothingElseKnowsTheExample() throws {
        func files(below folder: String) throws -> [String] {
            try FileSystem.list("\(Programs.repository)/\(folder)").flatMap { name -> [String] in
                let path = "\(folder)/\(name)"
                if FileSystem.isDirectory("\(Programs.repository)/\(path)") { return try files(below: path) }
                return name.hasSuffix(".swift") ? [path] : []
            }
        }
        // The sandbox plays LiveTex and shares no wire with the bridge.
        let bridge = try files(below: "Sources").filter {
            !$0.hasPrefix("Sources/Sandbox/") && !$0.hasPrefix("Sources/livetex-sandbox/")
                && !$0.hasPrefix("Sources/LiveTexModel/")
        }
        let knowing = try bridge.filter { try Self.text($0).contains("HoldMessage") }
        #expect(knowing == ["Sources/LiveTex/LiveTexWebhook.swift"])
        let words = try bridge.filter { try Self.text($0).contains(".hold(") }
        #expect(Set(words) == ["Sources/Dialog/Reducer.swift", "Sources/LiveTex/LiveTexWebhook.swift"])
    }
}
