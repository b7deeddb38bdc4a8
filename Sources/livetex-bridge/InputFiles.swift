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
        var seen: Set<String> = []
        for path in paths where seen.insert(path).inserted {
            do {
                sources.append(SourceText(name: path, bytes: try ConfigurationFile.read(path)))
            } catch {
                failures.append("\(error)")
            }
        }
    }

    /// Says on standard error which files could not be read.
    func reportFailures() {
        for failure in failures { StandardStreams.error("livetex-bridge: \(failure)") }
    }
}
