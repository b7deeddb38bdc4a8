import POSIX
import TestSupport
import Testing

/// The commands that the pages tell people to type, typed.
@Suite struct DocumentationTests {
    /// Pages whose `sh` blocks run one after the other in a directory that holds what the page speaks of.
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
        let commands = try Self.blocks("\(repository)/\(page)").filter { !$0.hasPrefix("make ") }
        #expect(!commands.isEmpty)
        for command in commands {
            let shell = Subprocess(
                "/bin/sh", ["-e", "-c", command], environment: ["PATH": "\(programs):/usr/bin:/bin"],
                directory: directory.path)
            let result = try await shell.finish()
            #expect(result.ending == .exited(0), "\(command)\n\(result.errorText)")
        }
    }

    /// What CI runs besides the tests: the README's other commands are make targets.
    @Test func theMakeTargetsOfTheReadmeExist() throws {
        let makefile = String(decoding: try FileSystem.read("\(Programs.repository)/Makefile"), as: UTF8.self)
        let commands = try Self.blocks("\(Programs.repository)/README.md").filter { $0.hasPrefix("make ") }
        #expect(commands == ["make demo", "make test"])
        for command in commands { #expect(makefile.contains("\n\(command.dropFirst(5)):")) }
    }

    private static func blocks(_ path: String) throws -> [String] {
        var blocks: [String] = []
        var block: [Substring]?
        for line in String(decoding: try FileSystem.read(path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line == "```sh" {
                block = []
            } else if line == "```", let finished = block {
                blocks.append(finished.joined(separator: "\n"))
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }
}
