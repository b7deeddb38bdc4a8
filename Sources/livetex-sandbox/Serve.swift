import ArgumentParser
import JSON
import POSIX
import Sandbox

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the sandbox until it is told to stop.",
        discussion: """
            When it is ready it prints one line of JSON with its addresses; GET {url}/sandbox lists what it can be told to do, \
            and {url}/ is a page with both sides of every dialog.
            """)

    @OptionGroup var arguments: SandboxArguments

    func run() async throws {
        let sandbox = try await Sandbox.start(arguments.options())
        try StandardStreams.output(sandbox.description.text() + "\n")
        _ = await StopSignal.wait()
        await sandbox.stop()
    }
}
