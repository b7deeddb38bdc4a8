import POSIX
import TestSupport
import Testing

/// docs/conformance.md: every behaviour has a test, and every test that the page names exists.
@Suite struct ConformanceTests {
    struct Behaviour: Sendable, CustomTestStringConvertible {
        let number: Int
        let proofs: [String]

        var testDescription: String { "behaviour \(number)" }
    }

    private static let tests = "\(Programs.repository)/Tests"

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read(path), as: UTF8.self)
    }

    static func behaviours() throws -> [Behaviour] {
        try MarkdownPage("docs/conformance.md").rows(ofTableWithColumn: "behaviour").map { cells in
            Behaviour(number: try #require(Int(cells[0])), proofs: MarkdownPage.quoted(in: cells[2]))
        }
    }

    @Test func everyBehaviourIsInTheTableOnce() throws {
        #expect(try Self.behaviours().map(\.number) == Array(1...32))
    }

    @Test(arguments: try behaviours()) func theTestsOfABehaviourExist(behaviour: Behaviour) throws {
        #expect(!behaviour.proofs.isEmpty)
        for proof in behaviour.proofs {
            let isThere = proof.contains(".") ? try Self.isTest(proof) : try Self.isFolderOfCases(proof)
            #expect(isThere, "there is no \(proof)")
        }
    }

    @Test(arguments: [
        "DialogTests/StateTableTests.noSuchTest", "DialogTests/NoSuchTests.everyRowHolds",
        "NoTests/StateTableTests.everyRowHolds",
        // A function of the suite, but not a test.
        "ConformanceTests/ConformanceTests.isTest", "check/no-such-code",
    ])
    func aNameThatIsNoTestIsNotFound(proof: String) throws {
        let isThere = proof.contains(".") ? try Self.isTest(proof) : try Self.isFolderOfCases(proof)
        #expect(!isThere)
    }

    private static func isFolderOfCases(_ path: String) throws -> Bool {
        let folder = "\(tests)/Fixtures/\(path)"
        return try FileSystem.isDirectory(folder) && !FileSystem.list(folder).isEmpty
    }

    /// Whether a file of the folder declares the suite and, marked as a test, the function.
    private static func isTest(_ name: String) throws -> Bool {
        let parts = name.split(whereSeparator: { $0 == "/" || $0 == "." })
        let folder = "\(tests)/\(parts[0])"
        guard parts.count == 3, FileSystem.isDirectory(folder) else { return false }
        for file in try FileSystem.list(folder) where file.hasSuffix(".swift") {
            let text = try text("\(folder)/\(file)")
            guard text.contains("struct \(parts[1]) {"), let function = text.firstRange(of: "func \(parts[2])(") else {
                continue
            }
            // The attribute and its arguments are between the previous declaration and the function.
            let before = text[..<function.lowerBound]
            let start = before.ranges(of: "\n    }\n").last?.upperBound ?? before.startIndex
            return before[start...].contains("@Test") && !before.hasSuffix("static ")
        }
        return false
    }
}
