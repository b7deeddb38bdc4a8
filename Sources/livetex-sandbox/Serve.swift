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

    @Option(
        help: ArgumentHelp(
            "The address of a bot that is to be tried: events for the platform go to URL. Without it the sandbox is the platform.",
            valueName: "url"))
    var platformURL: String?

    func validate() throws {
        try SandboxArguments.requireAddress(platformURL, option: "--platform-url")
    }

    func run() async throws {
        var options = try arguments.options()
        options.platformURL = platformURL
        let sandbox = try await Sandbox.start(options)
        try StandardStreams.output(sandbox.description.text() + "\n")
        _ = await StopSignal.wait()
        await sandbox.stop()
    }
}
