import ChannelBundle
import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// Recorded dialogs.
@Suite struct ReplayTests {
    private static let folder = "\(Programs.repository)/Tests/Fixtures/replays"

    private func replay(_ files: [String]) async throws -> Subprocess.Result {
        try await Subprocess(Programs.path("livetex-sandbox"), ["replay"] + files).finish(timeout: 300_000)
    }

    @Test func everyRecordedDialogComesOutAsItWas() async throws {
        let files = try FileSystem.list(Self.folder).sorted()
        #expect(files.count >= 12)
        let result = try await replay(files.map { "\(Self.folder)/\($0)" })
        #expect(result.ending == .exited(0), "\(result.outputText)\(result.errorText)")
        #expect(result.outputText == files.map { "ok    \(Self.folder)/\($0)\n" }.joined())
    }

    /// A changed text, a reply that differs and a call that is missing are each told.
    @Test func showsTheDifferences() async throws {
        let directory = try TemporaryDirectory()
        let text = String(
            decoding: try FileSystem.read("\(Self.folder)/nobody-online.json"), as: UTF8.self)
        let changed = text.replacing("\"outcome\": \"no_operators\"", with: "\"outcome\": \"failed\"").replacing(
            "\\nЖаль\"", with: "\\nЖалко\"")
        try #require(changed != text)
        let path = try directory.write(changed, to: "changed.json")
        let result = try await replay([path])
        #expect(result.ending == .exited(1))
        let lines = result.outputText.split(separator: "\n").map(String.init)
        #expect(lines.first == "WRONG \(path)")
        #expect(lines.contains { $0.hasPrefix("      step ") && $0.hasSuffix("the reply to transfer.request") })
        #expect(lines.contains("      calls to LiveTex: 1 missing, 1 not expected"))
        #expect(lines.contains { $0.hasPrefix("        - ") && $0.contains("Жалко") })
        #expect(lines.contains { $0.hasPrefix("        + ") && $0.contains("Жаль\"") })
    }

    @Test(arguments: [("{}", "replay is missing"), (#"{"replay": 2}"#, "replay must be 1"), ("no", "cannot be read")])
    func refusesOtherFiles(content: String, message: String) async throws {
        let directory = try TemporaryDirectory()
        let result = try await replay([try directory.write(content, to: "file.json")])
        #expect(result.ending == .exited(64))
        #expect(result.errorText.contains(message), "\(result.errorText)")
    }

    /// The same dialog has other ids, times and addresses every time.
    @Test func callsHaveAFormWithoutChance() {
        let form = { (id: String, port: Int) -> [JSON] in
            let journal = Journal(mask: JournalMask([]))
            journal.record(
                .platformCall, binding: "support", name: "notice",
                request: [
                    "ts": .string(id), "id": .string("\(id):x"), "again": .string(id),
                    "url": .string("http://127.0.0.1:\(port)/f/\(id)"),
                ], .answered(200, ["status": "accepted"]))
            return ReplayForm.calls(.platformCall, journal.entries, url: "http://127.0.0.1:\(port)")
        }
        let expected: JSON = [
            "name": "notice", "request": ["again": "#1", "id": "#1:x", "url": "http://sandbox/f/#1"],
        ]
        #expect(form("0123456789abcdef0123456789abcdef", 4000) == [expected])
        #expect(form("ffffffffffffffffffffffffffffffff", 5000) == [expected])
    }

    /// How often a call was tried depends on the machine.
    @Test func onlyCallsWithAnEffectCount() {
        let journal = Journal(mask: JournalMask([]))
        let add = { (kind: JournalEntry.Kind, name: String, outcome: JournalEntry.Outcome, note: String) in
            journal.record(kind, binding: "a", name: name, request: [:], outcome, note: note)
        }
        add(.liveTexCall, "sendText", .answered(503, .null), "")
        add(.liveTexCall, "getHistory", .answered(200, .null), "")
        add(.liveTexCall, "sendText", .unanswered("done, the answer was lost"), "fault: answer lost")
        add(.platformCall, "notice", .answered(200, ["status": "duplicate"]), "")
        add(.platformCall, "notice", .answered(200, ["status": "accepted"]), "")
        add(.webhook, "Closed", .answered(200, .null), "")
        #expect(journal.entries.filter(ReplayForm.counts).map(\.number) == [3, 5])
    }
}
