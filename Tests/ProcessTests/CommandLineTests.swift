import ChannelBundle
import POSIX
import Program
import TestSupport
import Testing

/// The options that all programs have.
@Suite struct CommandLineTests {
    private static let programs = ["livetex-bridge", "livetex-hook", "livetex-courier", "livetex-sandbox"]

    @Test(arguments: programs)
    func everyProgramPrintsItsVersion(program: String) async throws {
        let result = try await Subprocess(Programs.path(program), ["--version"]).finish()
        #expect(result.ending == .exited(0))
        #expect(result.outputText == bridgeVersion + "\n")
    }

    @Test(arguments: programs)
    func everyProgramPrintsItsUsage(program: String) async throws {
        let result = try await Subprocess(Programs.path(program), ["--help"]).finish()
        #expect(result.ending == .exited(0))
        #expect(result.outputText.lowercased().contains("usage: \(program) "), "\(result.outputText)")
        #expect(result.errorText.isEmpty)
    }
}
