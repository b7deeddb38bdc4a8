import JSON
import POSIX
import TestSupport
import Testing

/// A state directory that is no safe place is refused unless a setting allows it. strace makes statfs(2) name such a file
/// system, because the machine may have none.
@Suite(.enabled(if: Strace.isAllowed, Strace.refusal)) struct UnsafeStateTests {
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

    @Test func memoryIsRefusedUnlessASettingAllowsIt() async throws {
        var receiver = try Receiver()
        receiver.environment["LIVETEX_BRIDGE_ALLOW_STATE"] = nil
        let (number, state) = ("9419020100000000", receiver.directory("state"))
        let refused = try await run("livetex-hook", ["bot", "support"], receiver, on: number, input: Receiver.event())
        #expect(
            try JSON(parsing: refused.errorText)["detail"]?.string
                == "the state directory \(state) is on tmpfs, which a reboot empties; set LIVETEX_BRIDGE_ALLOW_STATE=tmpfs to use "
                + "it all the same")
        #expect(try FileSystem.list(state).isEmpty)
        receiver.environment["LIVETEX_BRIDGE_ALLOW_STATE"] = "tmpfs"
        let allowed = try await run("livetex-hook", ["bot", "support"], receiver, on: number, input: Receiver.event())
        #expect(try JSON(parsing: allowed.output)["status"] == "accepted")
    }

    @Test func aDirectoryThatEveryUserCanWriteIsRefusedUnlessASettingAllowsIt() async throws {
        var receiver = try Receiver()
        let state = receiver.directory("state")
        for mode: mode_t in [0o777, 0o1777, 0o702] {
            chmod(state, mode)
            let refused = try await run("livetex-hook", ["bot", "support"], receiver, input: Receiver.event())
            #expect(
                try JSON(parsing: refused.errorText)["detail"]?.string
                    == "the state directory \(state) can be written by every user (to fix this: chmod 700 \(state)); set "
                    + "LIVETEX_BRIDGE_ALLOW_STATE=writable to use it all the same")
            #expect(try await run("livetex-courier", ["--once"], receiver).ending == .exited(3))
            #expect(try FileSystem.list(state).isEmpty)
        }
        receiver.environment["LIVETEX_BRIDGE_ALLOW_STATE"] = "tmpfs,writable"
        let allowed = try await run("livetex-hook", ["bot", "support"], receiver, input: Receiver.event())
        #expect(try JSON(parsing: allowed.output)["status"] == "accepted")
    }

    /// What is not refused may still lose something, or let somebody in. A person is told.
    @Test(arguments: [
        ("30764c7900000000", 0o700, "is on overlay, which may be a container's own disk"),
        ("444d000000000000", 0o700, "is on FAT, which has no journal"),
        ("3412000000000000", 0o770, "can be written by its group"),
        ("9419020100000000", 0o700, "is on tmpfs, which a reboot empties"),
    ])
    func theDoctorNamesIt(_ number: String, _ mode: mode_t, _ remark: String) async throws {
        let receiver = try Receiver()
        let state = receiver.directory("state")
        chmod(state, mode)
        let result = try await run("livetex-bridge", ["doctor"], receiver, on: number)
        let line = result.outputText.split(separator: "\n").first
        #expect(line?.hasPrefix("note  -        the state directory can be trusted: \(state) \(remark)") == true)
    }

    @Test func theDoctorRefusesWhatTheProgramsRefuse() async throws {
        let receiver = try Receiver()
        chmod(receiver.directory("state"), 0o777)
        let result = try await run("livetex-bridge", ["doctor"], receiver)
        #expect(result.outputText.hasPrefix("FAIL  -        the state directory can be trusted: the state directory "))
        #expect(result.ending == .exited(4))
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
