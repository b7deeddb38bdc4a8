import POSIX
import TestSupport
import Testing

@Suite struct LogFileTests {
    /// A disk that was full for a moment costs one line and not two.
    @Test func aLineAfterACutOneHasALineOfItsOwn() throws {
        let directory = try TemporaryDirectory()
        let log = LogFile(directory("log"))
        for line in ["one", "two"] { try log.append(line: line) }
        #expect(try text(directory("log")) == "one\ntwo\n")
        try FileSystem.replace(directory("log"), with: Array("one\ntw".utf8))
        for line in ["three", "four"] { try log.append(line: line) }
        #expect(try text(directory("log")) == "one\ntw\nthree\nfour\n")
    }

    @Test func whatAnotherProcessCutOffIsSeenInAnOpenLog() throws {
        let directory = try TemporaryDirectory()
        let log = LogFile(directory("log"))
        try log.append(line: "one")
        let other = try OpenFile(directory("log"), O_WRONLY)
        try other.write(Array("tw".utf8), at: 4)
        try log.append(line: "three")
        #expect(try text(directory("log")) == "one\ntw\nthree\n")
        // As rotation by copying does it.
        try other.truncate(to: 0)
        try log.append(line: "four")
        #expect(try text(directory("log")) == "four\n")
    }

    @Test func aRotatedLogIsOpenedAnew() throws {
        let directory = try TemporaryDirectory()
        let log = LogFile(directory("log"))
        try log.append(line: "one")
        try FileSystem.rename(directory("log"), to: directory("log.1"))
        for line in ["two", "three"] { try log.append(line: line) }
        #expect(try text(directory("log.1")) == "one\n")
        #expect(try text(directory("log")) == "two\nthree\n")
    }

    @Test func aLogMayBeADevice() throws {
        let log = LogFile("/dev/null")
        for line in ["gone", "gone too"] { try log.append(line: line) }
    }

    @Test func aLineThatDoesNotFitIsAnError() {
        let error = #expect(throws: SystemError.self) { try LogFile("/dev/full").append(line: "lost") }
        #expect(error?.description.contains("No space left on device") == true)
    }

    private func text(_ path: String) throws -> String { String(decoding: try FileSystem.read(path), as: UTF8.self) }
}
