import ArgumentParser
import POSIX
import Sandbox

/// Plays the scripted dialog once.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a whole dialog through the real programs and check every step.",
        discussion: """
            The exit status is 0 when every step is right, and 1 when a step is not. With --receiver-url the dialog goes through \
            that web server. The sandbox waits for it, so it can start after the sandbox has written WORK/environment and \
            WORK/bundle.
            """)

    @OptionGroup var arguments: SandboxArguments

    @Option(help: ArgumentHelp("The binding; the bundle's first without it.", valueName: "id"))
    var binding: String?

    @Flag(help: "Do not list every call.")
    var quiet = false

    func run() async throws {
        let sandbox = try await Sandbox.start(arguments.options())
        // Ctrl-C must also end the couriers and remove the directory.
        Task {
            let signal = await StopSignal.wait()
            await sandbox.stop()
            StandardStreams.exit(128 + signal)
        }
        do {
            let isRight = try await play(sandbox)
            await sandbox.stop()
            if !isRight { throw ExitCode.failure }
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    private func play(_ sandbox: Sandbox) async throws -> Bool {
        if arguments.receiverURL != nil {
            StandardStreams.error("waiting for the receiver; see \(sandbox.environmentFile)")
            try await sandbox.waitForReceiver()
        }
        // A state directory of an earlier run has a record of the usual lead.
        let number = arguments.work == nil ? 30_400 : Clock.wall() / 1000
        let script = try DialogScript(sandbox, binding: binding, leadID: number)
        let isRight = await script.play { step in
            // The dialog goes on when the output is closed.
            try? StandardStreams.output(DialogReport.text(step) + "\n")
        }
        try StandardStreams.output("\n\(DialogReport.conversation(script))\n")
        if !quiet { try StandardStreams.output("\n\(DialogReport.calls(sandbox.journal))\n") }
        try StandardStreams.output(isRight ? "\nThe dialog came out right.\n" : "\nThe dialog came out wrong.\n")
        return isRight
    }
}
