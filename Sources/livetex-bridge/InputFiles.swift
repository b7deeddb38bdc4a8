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
        TextRenderer(colour: Terminal.wantsColour(2)).write(findings) { StandardStreams.error(String($0.dropLast())) }
        guard result.isValid else {
            throw CommandFailure(.invalid, "\(result.counts.summary); nothing was written")
        }
        return result
    }

    /// Says on standard error which files could not be read.
    func reportFailures() {
        for failure in failures { StandardStreams.error("livetex-bridge: \(failure)") }
    }
}
