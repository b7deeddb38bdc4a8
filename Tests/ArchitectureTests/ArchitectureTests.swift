import POSIX
import TestSupport
import Testing

/// The modules and their imports, as docs/architecture.md tells them.
@Suite struct ArchitectureTests {
    /// The page's table of modules: name, and the modules that it uses.
    private static func table() throws -> [(module: String, uses: Set<String>)] {
        try MarkdownPage("docs/architecture.md").rows(ofTableWithColumn: "module").map { cells in
            let uses = cells[2].split(separator: ",").map { String($0.drop { $0 == " " }) }
            return (MarkdownPage.quoted(in: cells[0]).joined(), Set(uses))
        }
    }

    @Test func everyModuleIsInTheTable() throws {
        let modules = try Self.table().map(\.module)
        // Programs, and the headers of system libraries, are no modules of their own.
        let folders = try FileSystem.list(SourceTree.root).filter { folder in
            !folder.hasPrefix("livetex-") && !FileSystem.exists("\(SourceTree.root)/\(folder)/module.modulemap")
                && !FileSystem.exists("\(SourceTree.root)/\(folder)/include")
        }
        #expect(modules.sorted() == folders.sorted())
    }

    /// A module uses only modules above it in the table.
    @Test func aModuleImportsWhatTheTableSays() throws {
        let table = try Self.table()
        let modules = Set(table.map(\.module))
        var above: Set<String> = []
        for (module, uses) in table {
            #expect(uses.isSubset(of: above), "\(module) uses a module below it")
            let imports = try SourceTree.files(below: module).reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            #expect(imports.intersection(modules) == uses, "\(module)")
            above.insert(module)
        }
    }

    /// Foundation is slow to start and not linked into the receiver.
    @Test func onlyProgramsForPeopleImportFoundation() throws {
        for file in try SourceTree.files() {
            #expect(!file.imports.contains("Foundation"), "\(file.name)")
            guard file.imports.contains("FoundationEssentials") else { continue }
            let module = file.name.prefix { $0 != "/" }
            #expect(["Sandbox", "livetex-sandbox", "livetex-bridge"].contains(module), "\(file.name)")
        }
    }

    /// A calling convention reads a host's call. What a webhook means to a dialog is decided elsewhere.
    @Test func callingConventionsImportNoDialog() throws {
        let conventions = try SourceTree.files(below: "Receiver").filter {
            $0.text.contains(": CallingConvention {") || $0.name.hasSuffix("/GatewayEvent.swift")
        }
        #expect(!conventions.isEmpty)
        for file in conventions { #expect(file.imports.isSubset(of: ["Cryptography", "JSON"]), "\(file.name)") }
    }
}
