import POSIX
import TestSupport
import Testing

/// The commands on the pages work when a reader pastes them.
@Suite struct DocumentationTests {
    /// Pages whose `sh` blocks run one after the other, in a directory with the files that they name.
    static let pages = ["README.md", "docs/operations.md"]

    @Test(arguments: pages)
    func commandsWorkWhenPasted(page: String) async throws {
        let directory = try TemporaryDirectory()
        let repository = Programs.repository
        for name in ["channels.yaml", "docs/examples"] {
            try FileSystem.makeDirectories(FileSystem.directory(of: directory(name)))
            _ = try await Subprocess("/bin/cp", ["-r", "\(repository)/\(name)", directory(name)]).finish()
        }
        let programs = FileSystem.directory(of: try Programs.path("livetex-bridge"))
        let commands = try MarkdownPage(page).blocks("sh").filter { !$0.hasPrefix("make ") }
        #expect(!commands.isEmpty)
        for command in commands {
            let shell = Subprocess(
                "/bin/sh", ["-e", "-c", command], environment: ["PATH": "\(programs):/usr/bin:/bin"],
                directory: directory.path)
            let result = try await shell.finish()
            #expect(result.ending == .exited(0), "\(command)\n\(result.errorText)")
        }
    }

    /// The README's other commands are make targets, which CI runs.
    @Test func theMakeTargetsOfTheReadmeExist() throws {
        let makefile = String(decoding: try FileSystem.read("\(Programs.repository)/Makefile"), as: UTF8.self)
        let commands = try MarkdownPage("README.md").blocks("sh").filter { $0.hasPrefix("make ") }
        #expect(commands == ["make demo", "make test"])
        for command in commands { #expect(makefile.contains("\n\(command.dropFirst(5)):")) }
    }
}
