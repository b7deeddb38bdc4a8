import POSIX
import Receiver
import TestSupport
import Testing

/// The shape of the sources, as docs/architecture.md tells it.
@Suite struct ArchitectureTests {
    private static let sources = "\(Programs.repository)/Sources"

    /// The table of modules: name and what it uses.
    private static func table() throws -> [(module: String, uses: Set<String>)] {
        let page = String(decoding: try FileSystem.read("\(Programs.repository)/docs/architecture.md"), as: UTF8.self)
        return page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
                String(cell).trimmed
            }
            guard cells.count == 5, cells[1].hasPrefix("`") else { return nil }
            let uses = cells[3].split(separator: ",").map { String($0).trimmed }
            return (String(cells[1].dropFirst().dropLast()), Set(uses))
        }
    }

    static func swiftFiles(below path: String) throws -> [String] {
        try FileSystem.list(path).flatMap { name -> [String] in
            let child = "\(path)/\(name)"
            if FileSystem.isDirectory(child) { return try swiftFiles(below: child) }
            return name.hasSuffix(".swift") ? [child] : []
        }
    }

    private static func imports(_ path: String) throws -> Set<String> {
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        return Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count else {
                    return nil
                }
                return String(words[place + 1])
            })
    }

    @Test func modulesUseWhatTheTableSaysAndNothingElse() throws {
        let table = try Self.table()
        let modules = Set(table.map(\.module))
        var above: Set<String> = []
        for (module, uses) in table {
            #expect(uses.isSubset(of: above), "\(module) uses what stands below it")
            var found: Set<String> = []
            for file in try Self.swiftFiles(below: "\(Self.sources)/\(module)") {
                found.formUnion(try Self.imports(file))
            }
            #expect(found.intersection(modules) == uses, "\(module)")
            above.insert(module)
        }
        let folders = try FileSystem.list(Self.sources).filter { !$0.hasPrefix("C") || modules.contains($0) }
        #expect(Set(folders.filter { !$0.hasPrefix("livetex-") }) == modules)
    }

    @Test func foundationStaysOutside() throws {
        for file in try Self.swiftFiles(below: Self.sources) {
            let imports = try Self.imports(file)
            #expect(!imports.contains("Foundation"), "\(file)")
            if imports.contains("FoundationEssentials") {
                #expect(
                    file.contains("/Sandbox/") || file.contains("/livetex-sandbox/")
                        || file.contains("/livetex-bridge/"), "\(file)")
            }
        }
    }

    /// One more function platform changes one file of the receiver.
    @Test(arguments: FunctionPlatform.allCases)
    func aPlatformIsKnownToOneFile(_ platform: FunctionPlatform) throws {
        let names = ["\"\(platform.rawValue)\"", ".\(platform)", "\(type(of: platform.convention([:])))"]
        let knowing = try Self.swiftFiles(below: Self.sources).filter { file in
            let text = String(decoding: try FileSystem.read(file), as: UTF8.self)
            return names.contains { text.contains($0) }
        }
        #expect(knowing == ["\(Self.sources)/Receiver/FunctionPlatform.swift"])
    }

    @Test func nothingIsForced() throws {
        for file in try Self.swiftFiles(below: Self.sources) {
            let text = String(decoding: try FileSystem.read(file), as: UTF8.self)
            for word in ["try!", "as!", "fatalError("] { #expect(!text.contains(word), "\(word) in \(file)") }
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
