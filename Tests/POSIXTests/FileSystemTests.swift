import POSIX
import TestSupport
import Testing

@Suite struct FileSystemTests {
    @Test func replacesAFileAndLeavesNoOtherFile() throws {
        let directory = try TemporaryDirectory()
        try FileSystem.replace(directory("file"), with: [1])
        try FileSystem.replace(directory("file"), with: [2, 3])
        #expect(try FileSystem.read(directory("file")) == [2, 3])
        #expect(try FileSystem.list(directory.path) == ["file"])
    }

    @Test func aFailedReplacementKeepsTheOldContent() throws {
        let directory = try TemporaryDirectory()
        try FileSystem.makeDirectory(directory("file"))
        #expect(throws: SystemError.self) { try FileSystem.replace(directory("file"), with: [1]) }
        #expect(try FileSystem.list(directory.path) == ["file"])
    }

    /// A disk that was full for a moment costs one line and not two.
    @Test func aLineAfterACutOneHasALineOfItsOwn() throws {
        let directory = try TemporaryDirectory()
        let log = directory("log")
        for line in ["one", "two"] { try FileSystem.append(line: line, to: log) }
        #expect(try FileSystem.read(log) == Array("one\ntwo\n".utf8))
        try FileSystem.replace(log, with: Array("one\ntw".utf8))
        for line in ["three", "four"] { try FileSystem.append(line: line, to: log) }
        #expect(try FileSystem.read(log) == Array("one\ntw\nthree\nfour\n".utf8))
        // A log may be a device.
        try FileSystem.append(line: "gone", to: "/dev/null")
    }

    @Test func aLineThatDoesNotFitIsAnError() {
        let error = #expect(throws: SystemError.self) { try FileSystem.append(line: "lost", to: "/dev/full") }
        #expect(error?.description.contains("No space left on device") == true)
    }

    /// df(1) reads the same figures, in KiB; others write to the disk meanwhile.
    @Test func theRoomIsThatOfTheFileSystem() async throws {
        let directory = try TemporaryDirectory()
        let room = try FileSystem.room(directory.path)
        let shown = try await Subprocess("/bin/df", ["--output=avail", "-k", directory.path]).finish()
        let available = try #require(shown.outputText.split(whereSeparator: \.isWhitespace).last.flatMap { Int64($0) })
        #expect(abs(room.bytes - available * 1_024) < 4 << 30)
        #expect(room.files.map { $0 > 0 } ?? true)
        // It has room of its own kind: no limit on the number of files, and no bytes.
        #expect(try FileSystem.room("/proc") == (0, nil))
        #expect(throws: SystemError.self) { try FileSystem.room(directory("missing")) }
    }

    @Test func aLockExcludesOthersUntilItIsReleased() throws {
        let directory = try TemporaryDirectory()
        func isFree() throws -> Bool {
            // flock(2) locks an open file, so a second open file of the same process is excluded too.
            switch try FileLock(directory("lock")) {
            case .some: true
            case .none: false
            }
        }
        do {
            let held = try FileLock(directory("lock"), waitingAtMost: 1)
            #expect(try !isFree())
            #expect(throws: SystemError("flock", directory("lock"), code: 110)) {
                _ = try FileLock(directory("lock"), waitingAtMost: 5)
            }
            _ = consume held
        }
        #expect(try isFree())
    }
}
