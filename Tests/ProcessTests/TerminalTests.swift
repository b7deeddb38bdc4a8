import Dialog
import FlatFileStore
import JSON
import LiveTexModel
import POSIX
import Sandbox
import Store
import TestSupport
import Testing

/// Texts of LiveTex and of others go to terminals. They must not control them, and must not add lines.
@Suite struct TerminalTests {
    private static let text = "x\u{1B}[2J\r\nforged\u{9B}31m\u{7F}\u{202E}\u{2028}y"
    private static let shown = #"x\u001b[2J\u000d\u000aforged\u009b31m\u007f\u202e\u2028y"#

    private func expectSafe(_ result: Subprocess.Result, _ command: [String]) {
        for text in [result.outputText, result.errorText] {
            let isSafe = text.unicodeScalars.allSatisfy { scalar in
                scalar == "\n"
                    || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{202E}"
                        && scalar != "\u{2028}"
            }
            #expect(isSafe && !text.contains("\nforged"), "\(command): \(text)")
        }
    }

    @Test func whatIsStoredIsPrintedInOneLine() async throws {
        let receiver = try Receiver()
        let store = try FlatFileStore(StateDirectory(receiver.directory("state")), clock: SystemClock())
        let letter = DeadLetter(unreadable: Array("{".utf8), binding: Self.text, reason: Self.text, now: 1)
        try store.keep(letter)
        try store.pause(Pause(binding: "support", lane: .liveTex, reason: Self.text, time: 1))
        func run(_ command: [String]) async throws -> Subprocess.Result {
            let result = try await Subprocess(
                Programs.path("livetex-bridge"), command, environment: receiver.environment
            ).finish()
            expectSafe(result, command)
            return result
        }
        let list = try await run(["dead-letters", "list"])
        #expect(list.outputText.split(separator: "\n").count == 1 && list.outputText.contains(Self.shown))
        for command in [["list", "--format", "json"], ["show", letter.id, "--format", "json"]] {
            let value = try JSON(parsing: try await run(["dead-letters"] + command).output)
            #expect((value[0] ?? value)["reason"]?.string == Self.text)
        }
        #expect(try await run(["pending"]).errorText.contains(Self.shown))
        // Prometheus has three escapes: a backslash is one of them.
        let label = Self.shown.replacing("\\u000a", with: "\\n").replacing("\\u", with: "\\\\u")
        let stats = try await run(["stats"]).outputText
        #expect(stats.contains("livetex_bridge_dead_letters{binding=\"\(label)\"} 1\n"), "\(stats)")
        #expect(try await run(["resume", "support"]).outputText.contains(Self.shown))
    }

    @Test func whatLiveTexAnswersIsPrintedInOneLine() async throws {
        try await Bridge.run { bridge async throws in
            try bridge.sandbox.liveTex.configure { point in
                point.groups = [LiveTexGroup(id: "70001\n", name: Self.text, operators: [])]
                point.registration?.url = "https://example.com/\(Self.text)"
            }
            for command in [["operators", "support"], ["webhook", "show", "support"], ["doctor"]] {
                let result = try await Subprocess(
                    Programs.path("livetex-bridge"), command, environment: bridge.sandbox.receiverEnvironment
                ).finish()
                expectSafe(result, command)
                // A group's name is cleaned where it is read, its id is not.
                let shown = command[0] == "operators" ? #"70001\u000a"# : Self.shown
                #expect(result.outputText.contains(shown), "\(command): \(result.errorText)")
            }
            let json = try JSON(parsing: try await bridge.command("operators", "support", "--format", "json").output)
            #expect(json[0]?["id"]?.string == "70001\n")
        }
    }
}
