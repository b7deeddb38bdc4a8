import ArgumentParser
import JSON
import POSIX
import Sandbox

/// Runs the sandbox until a signal stops it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the sandbox until SIGINT or SIGTERM.",
        discussion: """
            When it is ready it prints one line of JSON with its addresses. GET {url}/sandbox lists its functions. {url}/ is a \
            page that shows what the lead and the operators see.
            """)

    @OptionGroup var arguments: SandboxArguments

    func run() async throws {
        let sandbox = try await Sandbox.start(arguments.options())
        try StandardStreams.output(sandbox.description.text() + "\n")
        _ = await StopSignal.wait()
        await sandbox.stop()
    }
}
