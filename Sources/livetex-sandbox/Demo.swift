import ArgumentParser
import POSIX
import Sandbox

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a whole dialog through the real programs and check every step.",
        discussion: """
            Exit status 0 when the dialog came out right, 1 with what differed when it did not. With --receiver the same dialog \
            goes through that web server; it is waited for, so it can be started after the sandbox has written \
            WORK/environment and WORK/bundle.
            """)

    @OptionGroup var arguments: SandboxArguments

    @Option(help: ArgumentHelp("The binding; the bundle's first without it.", valueName: "id"))
    var binding: String?

    @Flag(help: "Leave the list of every call out.")
    var quiet = false

    func run() async throws {
        let sandbox = try await Sandbox.start(arguments.options())
        // A terminal's Ctrl-C must not leave couriers or directories behind.
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
        if arguments.receiver != nil {
            StandardStreams.error("waiting for the receiver; see \(sandbox.environmentFile)")
            try await sandbox.waitForReceiver()
        }
        // A state directory that was used before knows the usual lead already.
        let number = arguments.work == nil ? 30_400 : Clock.wall() / 1000
        let script = try DialogScript(sandbox, binding: binding, leadID: number)
        let isRight = await script.play { step in
            // A reader that has gone away is no reason to stop half-way.
            try? StandardStreams.output(DialogReport.text(step) + "\n")
        }
        try StandardStreams.output("\n\(DialogReport.conversation(script))\n")
        if !quiet { try StandardStreams.output("\n\(DialogReport.calls(sandbox.journal))\n") }
        try StandardStreams.output(isRight ? "\nThe dialog came out right.\n" : "\nThe dialog came out wrong.\n")
        return isRight
    }
}
