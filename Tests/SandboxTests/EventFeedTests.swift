import JSON
import TestSupport
import Testing

@testable import Sandbox

/// What a page is told: each call when it begins and when it ends, nothing missing and nothing twice.
@Suite struct EventFeedTests {
    private let journal = Journal(mask: JournalMask(["secret"]))

    private func feed(_ scene: JSON = [:], run: String = "a") -> EventFeed {
        EventFeed(journal: journal, run: run) { scene }
    }

    private func begin(_ name: String) -> Int {
        journal.begin(.webhook, binding: "support", name: name, path: "/hooks/secret", request: ["key": "secret"])
    }

    /// The events in some bytes, with their data.
    private func events(_ bytes: [UInt8]?) throws -> [(name: String, data: JSON)] {
        let blocks = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n\n")
        return try blocks.filter { !$0.hasPrefix(":") }.map { block in
            var fields: [String: String] = [:]
            for line in block.split(separator: "\n") {
                let colon = try #require(line.firstIndex(of: ":"))
                fields[String(line[..<colon])] = String(line[line.index(after: colon)...].dropFirst())
            }
            return (fields["event"] ?? "", try JSON(parsing: try #require(fields["data"])))
        }
    }

    @Test func aCallComesWhenItBeginsAndWhenItEnds() async throws {
        var stream = feed().stream(after: nil)
        let number = begin("Closed")
        let first = try events(await stream.next())
        try #require(first.map(\.name) == ["call", "position", "scene"])
        #expect(first[0].data["status"] == nil && first[0].data["request"]?["key"] == "***")
        #expect(first[0].data["path"] == "/hooks/***", "a path can have a secret too")
        #expect(first[0].data["request_bytes"] == .int(Int64(#"{"key":"secret"}"#.utf8.count)))
        journal.finish(number, .answered(200, ["status": "accepted"]))
        let second = try events(await stream.next())
        try #require(second.map(\.name) == ["call", "position"], "the scene is the same as before")
        #expect(second[0].data["number"] == first[0].data["number"] && second[0].data["status"] == 200)
        #expect(second[0].data["answer_bytes"] == .int(Int64(#"{"status":"accepted"}"#.utf8.count)))
        #expect(second[0].data["milliseconds"]?.int != nil)
    }

    /// Ends that come in another order than the beginnings must not hide a call: that was the fault of counting entries.
    @Test func aConnectionThatWasLostGetsWhatIsMissing() async throws {
        let numbers = (1...5).map { begin("\($0)") }
        var stream = feed().stream(after: nil)
        #expect(try events(await stream.next()).filter { $0.name == "call" }.count == 5)
        for number in numbers.reversed().dropLast() { journal.finish(number, .unanswered("gone")) }
        // The page has the first five changes.
        var again = feed().stream(after: "a-5")
        let missing = try events(await again.next()).filter { $0.name == "call" }
        #expect(missing.map { $0.data["number"] } == [2, 3, 4, 5])
        #expect(missing.allSatisfy { $0.data["failure"] == "gone" })
    }

    @Test(arguments: ["b-2", "a-99", "a-x", "nonsense"]) func anotherSandboxStartsAnew(id: String) async throws {
        _ = begin("Closed")
        var stream = feed().stream(after: id)
        #expect(try events(await stream.next()).map(\.name) == ["reset", "call", "position", "scene"])
    }

    @Test func aBurstOfChangesIsOneWakeUp() async throws {
        var stream = feed().stream(after: nil)
        _ = await stream.next()
        for _ in 1...100 { journal.finish(begin("x"), .answered(200, .null)) }
        #expect(try events(await stream.next()).filter { $0.name == "call" }.count == 100)
    }

    @Test func theEndOfTheSandboxEndsTheStream() async throws {
        var stream = feed().stream(after: nil)
        _ = await stream.next()
        journal.signal.end()
        #expect(await stream.next() == nil)
        #expect(journal.signal.count == 0)
    }
}
