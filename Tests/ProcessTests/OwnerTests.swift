import JSON
import POSIX
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// People on call are often root, and the web server is not: what root runs must leave nothing that the receiver cannot use.
@Suite struct OwnerTests {
    private static let nobody: uid_t = 65_534

    @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"))
    func whatRootRunsBelongsToTheOwnerOfTheState() async throws {
        let receiver = try Receiver()
        let state = receiver.directory("state")
        let log = receiver.directory("state/log")
        for path in [receiver.directory.path, state] { #expect(chown(path, Self.nobody, Self.nobody) == 0) }
        var variables = receiver.environment
        variables["LIVETEX_BRIDGE_LOG"] = log
        func run(_ program: String, _ arguments: String...) async throws -> Subprocess.Result {
            try await Subprocess(Programs.path(program), arguments, environment: variables).finish()
        }
        // In a fresh directory, then with a dialog whose call is refused, given up, and asked for again.
        for command in [["dialogs", "list"], ["pending"], ["stats"], ["dead-letters", "list"]] {
            let result = try await Subprocess(Programs.path("livetex-bridge"), command, environment: variables).finish()
            #expect(result.ending == .exited(0), "\(command): \(result.errorText)")
        }
        #expect(try await run("livetex-courier", "--once").ending == .exited(0))
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        #expect(try await run("livetex-courier", "--once").ending == .exited(1))
        #expect(try await run("livetex-bridge", "resume", "support").ending == .exited(0))

        let find = try await Subprocess("/usr/bin/find", [state, "!", "-uid", String(Self.nobody)]).finish()
        #expect(find.outputText.isEmpty, "these belong to somebody else")
        #expect(try FileSystem.list(state).contains("courier.lock"))
    }
}
