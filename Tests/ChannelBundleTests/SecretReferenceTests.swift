import ChannelBundle
import POSIX
import TestSupport
import Testing

@Suite struct SecretReferenceTests {
    @Test func theLastLineBreakOfAFileIsNoPartOfTheSecret() throws {
        let directory = try TemporaryDirectory()
        for text in ["hunter2", "hunter2\n", "hunter2\r\n"] {
            try directory.write(text, to: "secret")
            #expect(try SecretReference.file(directory("secret")).resolve() == "hunter2")
        }
    }

    /// A pipe would block the reader, and a device has no end.
    @Test func onlyASmallRegularFileIsRead() throws {
        let directory = try TemporaryDirectory()
        _ = try Subprocess("/usr/bin/mkfifo", [directory("pipe")]).run()
        try directory.write(String(repeating: "x", count: 65_537), to: "large")
        for path in [directory("pipe"), "/dev/zero", directory.path, directory("large"), directory("missing")] {
            let error = #expect(throws: SecretError.self) { try SecretReference.file(path).resolve() }
            #expect(error?.description.contains(path) == true, "\(String(describing: error))")
        }
    }
}
