import ChannelCompiler
import Diagnostics
import POSIX

/// The files of a command line.
struct InputFiles {
    /// What could be read.
    private(set) var sources: [SourceText] = []
    /// One line for each file that could not.
    private(set) var failures: [String] = []

    /// - Throws: ``CommandFailure`` when no file is named: a check of nothing would always succeed.
    init(_ paths: [String]) throws(CommandFailure) {
        guard !paths.isEmpty else {
            throw CommandFailure(.usage, "no input: name a file, such as channels.yaml, or - for standard input")
        }
        var seen: Set<[UInt64]> = []
        for path in paths {
            do throws(SystemError) {
                if let bytes = try Self.read(path, &seen) { sources.append(SourceText(name: path, bytes: bytes)) }
            } catch {
                failures.append(Self.failure(path, error))
            }
        }
    }

    /// Compiles the files and prints their problems on standard error.
    ///
    /// - Throws: ``CommandFailure`` when a file cannot be read or is not valid.
    func compiled() throws(CommandFailure) -> ChannelCompiler.Result {
        guard failures.isEmpty else {
            reportFailures()
            throw CommandFailure(.unreadable)
        }
        let result = ChannelCompiler().compile(sources)
        let findings = Findings(result.diagnostics, sources: sources, counts: result.counts)
        let problems = TextRenderer(colour: Terminal.wantsColour(2)).render(findings)
        if !problems.isEmpty { StandardStreams.error(String(problems.dropLast())) }
        guard result.isValid else {
            throw CommandFailure(.invalid, "\(result.counts.summary); nothing was written")
        }
        return result
    }

    /// The content of a file, a pipe or, for `-`, standard input; nil when it was read before under this name or another.
    ///
    /// - Returns: at most one byte more than is allowed, so that the check says that it is too much.
    private static func read(_ path: String, _ seen: inout Set<[UInt64]>) throws(SystemError) -> [UInt8]? {
        let limit = ChannelCompiler.maximumSize
        if path == "-" { return seen.insert([]).inserted ? try StandardStreams.readInput(limit: limit) : nil }
        let file = try OpenFile(path, O_RDONLY)
        let status = try file.status()
        guard seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted else { return nil }
        return try StandardStreams.readInput(limit: limit, from: file.descriptor)
    }

    private static func failure(_ path: String, _ error: SystemError) -> String {
        // The argument is a text, and a byte that is not UTF-8 has become another one in it.
        path.contains("\u{FFFD}")
            ? "\(path): the file's name is not UTF-8; rename it, or give the file as standard input: - < FILE"
            : "\(SystemError(error.call, path, code: error.code))"
    }

    /// Says on standard error which files could not be read.
    func reportFailures() {
        for failure in failures { StandardStreams.error("livetex-bridge: \(failure)") }
    }
}
