import JSON
import POSIX
import TestSupport
import Testing

/// A state directory whose locks and renames are not reliable is refused unless a setting allows it. strace makes
/// statfs(2) name such a file system, because the machine may have none.
@Suite(.enabled(if: Strace.isAllowed, Strace.refusal)) struct NetworkStateTests {
    private static let kinds = [("NFS", "6969000000000000"), ("FUSE", "4655736500000000"), ("SMB", "424d53ff00000000")]

    @Test(arguments: kinds) func theReceiverRefusesIt(_ name: String, _ number: String) async throws {
        let receiver = try Receiver()
        let result = try await run("livetex-hook", ["bot", "support"], receiver, on: number, input: Receiver.event())
        #expect(try JSON(parsing: result.output)["error"]?["code"] == "unavailable")
        #expect(
            try JSON(parsing: result.errorText)["detail"]?.string
                == "the state directory \(receiver.directory("state")) is on \(name), whose locks and renames are not reliable; "
                + "set LIVETEX_BRIDGE_ALLOW_NETWORK_STATE=1 to use it all the same")
        #expect(result.ending == .exited(1))
        #expect(try FileSystem.list(receiver.directory("state")).isEmpty)
    }

    @Test(arguments: kinds) func theCourierRefusesIt(_ name: String, _ number: String) async throws {
        let receiver = try Receiver()
        let result = try await run("livetex-courier", ["--once"], receiver, on: number)
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("is on \(name), whose locks and renames are not reliable"))
    }

    /// An index beside a record is valid on one machine only.
    @Test func aSettingAllowsItWithoutAnIndex() async throws {
        var receiver = try Receiver()
        receiver.environment["LIVETEX_BRIDGE_ALLOW_NETWORK_STATE"] = "1"
        let long: JSON = ["message": ["id": "m", "text": .string(String(repeating: "long ", count: 4_000))]]
        for number in 1...3 {
            let event = Receiver.event(id: "e\(number)", data: long)
            let result = try await run(
                "livetex-hook", ["bot", "support"], receiver, on: "6969000000000000", input: event)
            #expect(try JSON(parsing: result.output)["status"] == "accepted")
        }
        #expect(try !receiver.stateFiles().keys.contains { $0.hasSuffix(".index") })
        let again = try await run("livetex-hook", ["bot", "support"], receiver, input: Receiver.event(id: "e4"))
        #expect(try JSON(parsing: again.output)["status"] == "accepted")
        #expect(try receiver.stateFiles().keys.contains { $0.hasSuffix(".index") })
    }

    /// Runs a program.
    ///
    /// - Parameter number: the type of file system that statfs(2) gives it, in hexadecimal; nil: the real one.
    private func run(
        _ program: String, _ arguments: [String], _ receiver: Receiver, on number: String? = nil, input: String = ""
    ) async throws -> Subprocess.Result {
        var variables = receiver.environment
        variables["HTTP_AUTHORIZATION"] = "Bearer \(Receiver.token)"
        let path = try Programs.path(program)
        guard let number else {
            return try await Subprocess(path, arguments, environment: variables).finish(input: Array(input.utf8))
        }
        let strace = [
            "-qq", "-f", "-o", "/dev/null", "-e", "trace=statfs", "-e", "inject=statfs:poke_exit=@arg2=\(number)",
        ]
        return try await Subprocess(Strace.path, strace + [path] + arguments, environment: variables)
            .finish(input: Array(input.utf8))
    }
}
