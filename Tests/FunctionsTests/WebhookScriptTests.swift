import POSIX
import TestSupport
import Testing

@testable import Receiver

/// The script around the receiver for adnanh/webhook, in both shells that may run it.
@Suite struct WebhookScriptTests {
    private static let shells = [["/bin/sh"], ["/bin/busybox", "sh"]]
    private static let body = #"{"a":"\\n%s"}"# + "\n"

    /// A body in a file, a `logger` that writes to a file, and receivers in shell.
    private struct Fixture {
        let shell: [String]
        let directory: TemporaryDirectory
        let body: String

        init(_ shell: [String]) async throws {
            self.shell = shell
            directory = try TemporaryDirectory()
            body = try directory.write(WebhookScriptTests.body, to: "body")
            _ = try await program("cat >>\(directory("log"))", name: "bin/logger")
        }

        func program(_ lines: String, name: String = "receiver") async throws -> String {
            let path = try directory.write("#!/bin/sh\n\(lines)\n", to: name)
            _ = try await Subprocess("/bin/chmod", ["755", path]).finish()
            return path
        }

        func run(_ receiver: String, body: String? = nil, length: String? = nil) async throws -> Subprocess.Result {
            var environment = [
                "LIVETEX_HOOK": receiver, "LIVETEX_BODY": body ?? self.body,
                "PATH": "\(directory("bin")):/usr/bin:/bin", "HTTP_X": "kept",
            ]
            environment["LIVETEX_BODY_LENGTH"] = length
            let script = "\(Programs.repository)/functions/webhook/livetex-hook-command"
            return try await Subprocess(
                shell[0], shell.dropFirst() + [script, "bot", "support"], environment: environment
            ).finish()
        }

        var log: String {
            get throws { String(decoding: try FileSystem.read(directory("log")), as: UTF8.self) }
        }
    }

    private static func text(_ problem: WebhookProblem) -> String { WebhookReply.error(problem).body.text() + "\n" }

    /// webhook names no length for a body in chunks.
    @Test(arguments: shells)
    func passesTheBodyToTheReceiver(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        let receiver = try await fixture.program("echo \"$1 $2 $HTTP_X\" >&2; cat; exit 3")
        for length in [nil, "\(Self.body.utf8.count)", "00\(Self.body.utf8.count)"] {
            let result = try await fixture.run(receiver, length: length)
            #expect(result.outputText == Self.body)
            #expect(result.errorText == "", "webhook would make it a part of the reply")
            #expect(result.ending == .exited(3))
        }
        #expect(try fixture.log == "bot support kept\nbot support kept\nbot support kept\n")
    }

    @Test(arguments: shells)
    func refusesABodyThatWasCutOff(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        let receiver = try await fixture.program("touch \(fixture.directory("called"))")
        let size = Self.body.utf8.count
        let result = try await fixture.run(receiver, length: "\(size + 1)")
        #expect(result.outputText == Self.text(.incomplete(expected: size + 1, received: size)))
        #expect(result.ending == .exited(1))
        #expect(!FileSystem.exists(fixture.directory("called")))
        #expect(try fixture.log.contains("incomplete_body"))
    }

    @Test(arguments: shells)
    func answers503ForAReceiverWithoutAReply(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        let empty = try fixture.directory.write("", to: "empty")
        _ = try await Subprocess("/bin/chmod", ["755", empty]).finish()
        let receivers = [
            fixture.directory("none"), try fixture.directory.write("text", to: "text"), empty,
            try await fixture.program("exit 0", name: "silent"),
            try await fixture.program("kill -KILL $$", name: "killed"),
        ]
        for receiver in receivers {
            let result = try await fixture.run(receiver)
            #expect(result.outputText == Self.text(.unavailable("")), "\(receiver)")
            #expect(result.errorText == "")
            #expect(result.ending == .exited(1))
        }
        #expect(try fixture.log.contains("\(fixture.directory("none")): not found"))
    }

    @Test(arguments: shells)
    func answers503WithoutABody(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        let receiver = try await fixture.program("cat")
        for body in ["", fixture.directory("none")] {
            let result = try await fixture.run(receiver, body: body, length: "2")
            #expect(result.outputText == Self.text(.unavailable("")))
            #expect(result.errorText == "")
            #expect(result.ending == .exited(1))
        }
    }

    /// The courier has the receiver's environment, and webhook waits for every process that holds its pipe.
    @Test(arguments: shells)
    func leavesNoneOfItsVariablesToTheCourier(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        // A courier outlives its receiver and has neither output nor standard error.
        let receiver = try await fixture.program(
            "env; (exec sleep 60) </dev/null >/dev/null 2>&1 & echo $! >\(fixture.directory("courier"))")
        let result = try await fixture.run(receiver, length: "\(Self.body.utf8.count)")
        let courier = String(decoding: try FileSystem.read(fixture.directory("courier")), as: UTF8.self)
        #expect(!result.outputText.contains("LIVETEX_BODY"))
        #expect(result.outputText.contains("HTTP_X=kept"))
        // The courier still runs, and the script did not wait for it.
        let end = try await Subprocess("/bin/sh", ["-c", "kill \(courier)"]).finish()
        #expect(end.ending == .exited(0))
    }

    /// A container may have no system log and no `logger`.
    @Test(arguments: shells)
    func worksWithoutALog(_ shell: [String]) async throws {
        let fixture = try await Fixture(shell)
        _ = try await fixture.program("exit 1", name: "bin/logger")
        let receiver = try await fixture.program("echo reason >&2; cat; echo reason >&2")
        let result = try await fixture.run(receiver)
        #expect(result.outputText == Self.body)
        #expect(result.errorText == "")
        #expect(result.ending == .exited(0))
    }
}
