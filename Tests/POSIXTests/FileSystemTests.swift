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

    @Test func oneEntryIsEnoughForADirectoryThatIsNotEmpty() throws {
        let directory = try TemporaryDirectory()
        #expect(try FileSystem.isEmptyDirectory(directory.path))
        try FileSystem.replace(directory("file"), with: [1])
        #expect(try !FileSystem.isEmptyDirectory(directory.path))
        #expect(throws: SystemError.self) { try FileSystem.isEmptyDirectory(directory("missing")) }
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
