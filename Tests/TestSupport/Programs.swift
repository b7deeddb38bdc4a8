import POSIX

/// The programs under test.
public enum Programs {
    /// The path of a program.
    ///
    /// `make test` builds the programs, copies them into one directory and names it in LIVETEX_BRIDGE_TEST_PROGRAMS.
    ///
    /// - Throws: ``MissingProgram`` where the program is not there.
    public static func path(_ name: String) throws -> String {
        guard let directory = Environment.value("LIVETEX_BRIDGE_TEST_PROGRAMS") else {
            throw MissingProgram(description: "LIVETEX_BRIDGE_TEST_PROGRAMS is not set: run the tests with `make test`")
        }
        let path = "\(directory)/\(name)"
        guard FileSystem.isExecutable(path) else {
            throw MissingProgram(description: "\(path) is missing: run the tests with `make test`")
        }
        return path
    }

    /// The path of the repository.
    public static let repository: String = {
        var path = FileSystem.directory(of: #filePath)
        while !FileSystem.exists("\(path)/Package.swift") { path = FileSystem.directory(of: path) }
        return path
    }()
}

/// A program under test that was not built.
public struct MissingProgram: Error, CustomStringConvertible {
    /// The program, and how to build it.
    public var description: String
}

extension Subprocess.Result {
    /// Standard output as text.
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text.
    public var errorText: String { String(decoding: error, as: UTF8.self) }
}
