import ChannelBundle
import POSIX
import Program
import TestSupport
import Testing

/// What all programs have in common.
@Suite struct CommandLineTests {
    private static let programs = ["livetex-bridge", "livetex-hook", "livetex-courier", "livetex-sandbox"]

    @Test(arguments: programs)
    func saysItsVersion(program: String) async throws {
        let result = try await Subprocess(Programs.path(program), ["--version"]).finish()
        #expect(result.ending == .exited(0))
        #expect(result.outputText == bridgeVersion + "\n")
    }

    @Test(arguments: programs)
    func saysHowItIsUsed(program: String) async throws {
        let result = try await Subprocess(Programs.path(program), ["--help"]).finish()
        #expect(result.ending == .exited(0))
        #expect(result.outputText.lowercased().contains("usage: \(program) "), "\(result.outputText)")
        #expect(result.errorText.isEmpty)
    }
}
