import ArgumentParser
import ChannelBundle
import ChannelCompiler
import Diagnostics
import POSIX

/// `livetex-bridge check`
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Finds every problem of configurations.",
        discussion: "Files that are given together are checked together: ids and tokens are unique over all of them.")

    @Argument(help: "Configurations; - is standard input.")
    var files: [String] = []

    @Option(help: "text, json, github or sarif.")
    var format: OutputFormat = .text

    @Flag(help: "Warnings count as errors.")
    var strict = false

    @Flag(help: "Also looks whether every secret is present where this command runs.")
    var env = false

    func run() throws {
        let input = try InputFiles(files)
        let compiler = ChannelCompiler(absence: env ? { $0.absence(signs: $1) } : nil)
        let result = compiler.check(input.sources)
        let findings = Findings(result.diagnostics, sources: input.sources, counts: result.counts)
        try printResult(format.renderer(colour: Terminal.wantsColour(1)).render(findings))
        let counts = result.counts
        if format == .text, !counts.summary.isEmpty { StandardStreams.error(counts.summary) }
        input.reportFailures()
        if !input.failures.isEmpty { throw CommandFailure(.unreadable) }
        if counts.errors > 0 || (strict && counts.warnings > 0) { throw CommandFailure(.invalid) }
    }
}
