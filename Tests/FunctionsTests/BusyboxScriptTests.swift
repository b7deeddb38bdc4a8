import POSIX
import TestSupport
import Testing

@testable import Receiver

/// The script around the receiver for busybox httpd, in both shells that may run it.
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

    /// With characters that a shell may change: backslashes, outer blanks, percent signs and empty lines.
    private static let reply = "Status: 200 OK\r\nContent-Length: 26\r\n\r\n  {\"a\":\"\\\\n%s\\u0041\"}\t \n\n- "

    @Test(arguments: shells)
    func passesTheReplyOnUnchanged(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(Self.reply, to: "reply")
        let receiver = try await Self.receiver(
            "cat >\(directory("request")); echo \"$HTTP_X\" >\(directory("variable")); cat \(directory("reply"))",
            in: directory)
        let result = try await Self.script(shell, receiver).finish(input: Array("a\u{0}\r\n\\b".utf8))
        // The script adds a line break. It is after Content-Length, so no client reads it.
        #expect(result.outputText == Self.reply + "\n")
        #expect(try FileSystem.read(directory("request")) == Array("a\u{0}\r\n\\b".utf8))
        #expect(try FileSystem.read(directory("variable")) == Array("kept\n".utf8))
    }

    @Test(arguments: shells)
    func answers503ForAReceiverWithoutAReply(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let expected = String(
            decoding: try #require(CGI(["REQUEST_METHOD": "POST"])).output(.error(.unavailable(""))), as: UTF8.self)
        for lines in ["kill -KILL $$", "exit 1", "exit 0"] {
            let receiver = try await Self.receiver(lines, in: directory)
            #expect(try await Self.script(shell, receiver).finish().outputText == expected, "\(lines)")
        }
        #expect(try await Self.script(shell, directory("none")).finish().outputText == expected)
        // For a shell an empty file is a script.
        let empty = try directory.write("", to: "empty")
        #expect(try await Self.script(shell, empty).finish().outputText == expected)
        _ = try await Subprocess("/bin/chmod", ["755", empty]).finish()
        #expect(try await Self.script(shell, empty).finish().outputText == expected)
    }

    /// A receiver may be killed while it starts a courier. By then the webhook is stored and answered.
    @Test(arguments: shells)
    func addsNoReplyForAReceiverThatIsKilledAfterItsReply(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("echo 'Status: 200 OK'; kill -KILL $$", in: directory)
        #expect(try await Self.script(shell, receiver).finish().outputText == "Status: 200 OK\n")
    }

    @Test(arguments: shells)
    func passesTheReplyOnBeforeTheReceiverEnds(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("echo 'Status: 200 OK'; cat >/dev/null", in: directory)
        let child = try Self.script(shell, receiver).start(withInput: true)
        #expect(try child.readLine() == "Status: 200 OK")
        #expect(child.isRunning)
        child.closeInput()
        #expect(try child.wait() == .exited(0))
    }

    /// A service manager sends SIGTERM to all processes of a service. The receiver finishes its work, and its reply must
    /// get out.
    @Test(arguments: shells)
    func runsAsLongAsTheReceiver(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver(
            "trap '' TERM; echo working; cat >/dev/null; echo done", in: directory)
        let child = try Self.script(shell, receiver).start(withInput: true)
        #expect(try child.readLine() == "working")
        // The script, its subshell, and the receiver with its cat.
        let all = Process.all(with: "LIVETEX_HOOK=\(receiver)")
        #expect(all.count >= 3)
        all.forEach { $0.signal(SIGTERM) }
        child.closeInput()
        #expect(try child.readLine() == "done")
        #expect(try child.wait() == .exited(0))
    }

    @Test(arguments: shells)
    func theReceiverEndsOnSIGTERM(_ shell: [String]) async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await Self.receiver("kill -TERM $$; echo 'Status: 200 OK'", in: directory)
        #expect(try await Self.script(shell, receiver).finish().outputText.hasPrefix("Status: 503 "))
    }
}
