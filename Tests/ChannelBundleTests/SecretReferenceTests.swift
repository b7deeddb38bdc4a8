import ChannelBundle
import POSIX
import TestSupport
import Testing

@Suite struct SecretReferenceTests {
    @Test func aFilesLineBreakIsNoPartOfTheSecret() throws {
        let directory = try TemporaryDirectory()
        for text in ["hunter2", "hunter2\n", "hunter2\r\n"] {
            try directory.write(text, to: "secret")
            #expect(try SecretReference.file(directory("secret")).resolve() == "hunter2")
        }
    }

    /// A pipe would be waited for, a device has no end, and neither a directory nor a film is a secret.
    @Test func whatIsNoFileIsNotRead() throws {
        let directory = try TemporaryDirectory()
        _ = try Subprocess("/usr/bin/mkfifo", [directory("pipe")]).run()
        try directory.write(String(repeating: "x", count: 65_537), to: "film")
        for path in [directory("pipe"), "/dev/zero", directory.path, directory("film"), directory("missing")] {
            let error = #expect(throws: SecretError.self) { try SecretReference.file(path).resolve() }
            #expect(error?.description.contains(path) == true, "\(String(describing: error))")
        }
    }
}
