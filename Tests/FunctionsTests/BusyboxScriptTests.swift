import POSIX
import TestSupport
import Testing

@testable import Receiver

/// The script around the receiver under busybox httpd, in both shells that it may meet.
@Suite(.serialized) struct BusyboxScriptTests {
    private static let shells = [["/bin/sh"], ["/bin/busybox", "sh"]]

    /// A receiver of a few shell lines.
    private static func receiver(_ lines: String, in directory: TemporaryDirectory) async throws -> String {
        let path = try directory.write("#!/bin/sh\n\(lines)\n", to: "receiver")
        _ = try await Subprocess("/bin/chmod", ["755", path]).finish()
        return path
    }

    private static func script(_ shell: [String], _ receiver: String) -> Subprocess {
        Subprocess(
            shell[0], shell.dropFirst() + ["\(Programs.repository)/functions/busybox/livetex-hook-cgi"],
            environment: ["LIVETEX_HOOK": receiver, "PATH": "/usr/bin:/bin", "HTTP_X": "kept"])
    }

    /// With what a shell might take for its own: backslashes, blanks at the edges, percent signs, empty lines.
    private static let reply = "Status: 200 OK\r\nContent-Length: 26\r\n\r\n  {\"a\":\"\\\\n%s\\u0041\"}\t \n\n- "

    @Test(arguments: shells)
    func passesTheReplyOnAsItIs(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(Self.reply, to: "reply")
        let receiver = try await Self.receiver(
            "cat >\(directory("request")); echo \"$HTTP_X\" >\(directory("variable")); cat \(directory("reply"))",
            in: directory)
        let result = try await Self.script(shell, receiver).finish(input: Array("a\u{0}\r\n\\b".utf8))
        // The script ends every line, also a last one without an end: behind Content-Length nobody reads it.
        #expect(result.outputText == Self.reply + "\n")
        #expect(try FileSystem.read(directory("request")) == Array("a\u{0}\r\n\\b".utf8))
        #expect(try FileSystem.read(directory("variable")) == Array("kept\n".utf8))
    }

    @Test(arguments: shells)
    func answersForAReceiverThatSaidNothing(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let expected = String(
            decoding: try #require(CGI(["REQUEST_METHOD": "POST"])).output(.error(.unavailable(""))), as: UTF8.self)
        for lines in ["kill -KILL $$", "exit 1", "exit 0"] {
            let receiver = try await Self.receiver(lines, in: directory)
            #expect(try await Self.script(shell, receiver).finish().outputText == expected, "\(lines)")
        }
        #expect(try await Self.script(shell, directory("none")).finish().outputText == expected)
        // A shell takes an empty file for a script.
        let empty = try directory.write("", to: "empty")
        #expect(try await Self.script(shell, empty).finish().outputText == expected)
        _ = try await Subprocess("/bin/chmod", ["755", empty]).finish()
        #expect(try await Self.script(shell, empty).finish().outputText == expected)
    }

    /// It may be killed while it starts a courier: then the webhook is stored and answered.
    @Test(arguments: shells)
    func doesNotAnswerAgainForAReceiverThatWasKilledAfterItsReply(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("echo 'Status: 200 OK'; kill -KILL $$", in: directory)
        #expect(try await Self.script(shell, receiver).finish().outputText == "Status: 200 OK\n")
    }

    /// The reply is out before the receiver ends.
    @Test(arguments: shells)
    func keepsNothingBack(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("echo 'Status: 200 OK'; cat >/dev/null", in: directory)
        let child = try Self.script(shell, receiver).start(withInput: true)
        #expect(try child.readLine() == "Status: 200 OK")
        #expect(child.isRunning)
        child.closeInput()
        #expect(try child.wait() == .exited(0))
    }

    /// Whoever stops a service asks all of its processes to end. The receiver finishes what it has begun, and its reply
    /// gets out.
    @Test(arguments: shells)
    func livesAsLongAsTheReceiver(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver(
            "trap '' TERM; echo working; cat >/dev/null; echo done", in: directory)
        let child = try Self.script(shell, receiver).start(withInput: true)
        #expect(try child.readLine() == "working")
        // The script, its other half, and the receiver with its cat.
        let all = Process.all(with: "LIVETEX_HOOK=\(receiver)")
        #expect(all.count >= 3)
        all.forEach { $0.signal(SIGTERM) }
        child.closeInput()
        #expect(try child.readLine() == "done")
        #expect(try child.wait() == .exited(0))
    }

    /// Before it works, a receiver that is asked to end ends, as without the script.
    @Test(arguments: shells)
    func theReceiverCanBeAskedToEnd(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("kill -TERM $$; echo 'Status: 200 OK'", in: directory)
        #expect(try await Self.script(shell, receiver).finish().outputText.hasPrefix("Status: 503 "))
    }
}
