import JSON
import POSIX
import TestSupport
import Testing

/// People on call are often root, and the web server is not: root's commands must leave no file that the receiver cannot
/// use.
@Suite struct OwnerTests {
    private static let nobody: uid_t = 65_534

    @Test(.enabled(if: geteuid() == 0, "only root can run as another user"))
    func rootsFilesBelongToTheOwnerOfTheState() async throws {
        let receiver = try Receiver()
        let state = receiver.directory("state")
        let log = receiver.directory("state/log")
        for path in [receiver.directory.path, state] { #expect(chown(path, Self.nobody, Self.nobody) == 0) }
        var variables = receiver.environment
        variables["LIVETEX_BRIDGE_LOG"] = log
        func run(_ program: String, _ arguments: String...) async throws -> Subprocess.Result {
            try await Subprocess(Programs.path(program), arguments, environment: variables).finish()
        }
        // First in an empty directory, then with a dialog whose call is refused and whose lane is resumed.
        for command in [["dialogs", "list"], ["pending"], ["stats"], ["dead-letters", "list"]] {
            let result = try await Subprocess(Programs.path("livetex-bridge"), command, environment: variables).finish()
            #expect(result.ending == .exited(0), "\(command): \(result.errorText)")
        }
        #expect(try await run("livetex-courier", "--once").ending == .exited(0))
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        #expect(try await run("livetex-courier", "--once").ending == .exited(1))
        #expect(try await run("livetex-bridge", "resume", "support").ending == .exited(0))

        let find = try await Subprocess("/usr/bin/find", [state, "!", "-uid", String(Self.nobody)]).finish()
        #expect(find.outputText.isEmpty, "these belong to another user")
        #expect(try FileSystem.list(state).contains("courier.lock"))
    }

    private static func owner(of path: String) -> uid_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }

    /// A timer of root may write the first line of a log, also before a state directory tells who its owner is.
    @Test(.enabled(if: geteuid() == 0, "only root can run as another user"), arguments: [false, true])
    func rootsLogBelongsToTheOwnerOfItsDirectory(hasState: Bool) async throws {
        let receiver = try Receiver()
        let logs = receiver.directory("logs")
        try FileSystem.makeDirectory(logs)
        #expect(chown(logs, Self.nobody, Self.nobody) == 0)
        var variables = receiver.environment
        variables["LIVETEX_BRIDGE_LOG"] = "\(logs)/log"
        if hasState {
            for path in [receiver.directory.path, receiver.directory("state")] {
                #expect(chown(path, Self.nobody, Self.nobody) == 0)
            }
            variables["LIVETEX_BRIDGE_LOG_LEVEL"] = "no such level"
        } else {
            variables["LIVETEX_BRIDGE_STATE"] = receiver.directory("nowhere")
        }
        let courier = try Subprocess(Programs.path("livetex-courier"), ["--once"], environment: variables)
        #expect(try await courier.finish().errorText.isEmpty)
        #expect(Self.owner(of: "\(logs)/log") == Self.nobody)
        let before = try FileSystem.read("\(logs)/log").count
        #expect(before > 0)
        #expect(try await courier.finish().errorText.isEmpty)
        #expect(try FileSystem.read("\(logs)/log").count > before)
    }

    /// The directory's owner must not make root create or write a file elsewhere, by a link in place of the file or of a
    /// directory on the way to it.
    @Test(.enabled(if: geteuid() == 0, "only root can run as another user"), arguments: ["log", "sub/elsewhere"])
    func rootWritesNoLogThroughALink(name: String) async throws {
        let receiver = try Receiver()
        let logs = receiver.directory("logs")
        try FileSystem.makeDirectory(logs)
        #expect(symlink(receiver.directory("elsewhere"), "\(logs)/log") == 0)
        #expect(symlink(receiver.directory.path, "\(logs)/sub") == 0)
        #expect(chown(logs, Self.nobody, Self.nobody) == 0)
        var variables = receiver.environment
        variables["LIVETEX_BRIDGE_LOG"] = "\(logs)/\(name)"
        variables["LIVETEX_BRIDGE_STATE"] = receiver.directory("nowhere")
        let courier = try Subprocess(Programs.path("livetex-courier"), ["--once"], environment: variables)
        #expect(try await courier.finish().errorText.contains("is missing"))
        #expect(!FileSystem.exists(receiver.directory("elsewhere")))
        try receiver.directory.write("root's", to: "elsewhere")
        #expect(try await courier.finish().errorText.contains("is missing"))
        #expect(try FileSystem.read(receiver.directory("elsewhere")) == Array("root's".utf8))
        #expect(Self.owner(of: receiver.directory("elsewhere")) == 0)
    }
}
