import POSIX
import Testing

@testable import POSIX

@Suite struct StandardStreamsTests {
    /// A pipe with some bytes in it.
    private static func withPipe(_ text: String, closed: Bool, _ body: (Int32) throws -> Void) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let bytes = Array(text.utf8)
        try #require(write(ends[1], bytes, bytes.count) == bytes.count)
        if closed { close(ends[1]) }
        defer { if !closed { close(ends[1]) } }
        try body(ends[0])
    }

    @Test func givesUpOnAnInputThatStops() throws {
        try Self.withPipe("half", closed: false) { descriptor in
            #expect(throws: SystemError("read", "standard input", code: ETIMEDOUT)) {
                try StandardStreams.readInput(limit: 7, patience: 1, from: descriptor)
            }
        }
    }

    @Test func readsAvailableInputWithoutWaiting() throws {
        try Self.withPipe("whole", closed: false) { descriptor in
            let input = try StandardStreams.readInput(limit: 4, patience: 0, from: descriptor)
            #expect(input == Array("whole".utf8))
        }
        try Self.withPipe("whole", closed: true) { descriptor in
            let input = try StandardStreams.readInput(limit: 100, patience: 0, from: descriptor)
            #expect(input == Array("whole".utf8))
        }
    }
}
