import ArgumentParser
import ChannelBundle
import POSIX
import Program

/// The program for people and build servers.
@main
struct LivetexBridge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "livetex-bridge",
        abstract: "Connects bots of Metabot24 with the operator chat centre LiveTex.",
        discussion: """
            Exit codes: 0 valid, 1 invalid, 2 wrong usage, 3 something cannot be read or written, 4 LiveTex or the \
            platform did not do what was asked. \
            Standard output carries the result, standard error the messages.
            """,
        version: bridgeVersion,
        subcommands: [CheckCommand.self, Compile.self, EnvironmentCommand.self, Schema.self, Explain.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Live:", subcommands: [Webhook.self, Operators.self, DoctorCommand.self, Reconcile.self]),
            CommandGroup(
                name: "Upkeep:",
                subcommands: [Dialogs.self, Pending.self, DeadLetterCommands.self, Resume.self, Prune.self, Stats.self]),
        ])

    func run() throws { try nameASubcommand() }

    /// Runs the command with the exit codes of ``ExitStatus``: the parser's own for a wrong command line is 64.
    static func main() {
        StandardStreams.prepare()
        do {
            // Before the arguments are parsed: some of their defaults come from the environment.
            do { try EnvironmentFile.load(isNeeded: false) } catch { throw CommandFailure(.unreadable, "\(error)") }
            var command = try parseAsRoot()
            try command.run()
        } catch {
            StandardStreams.exit(conclude(error))
        }
    }

    private static func conclude(_ error: any Error) -> Int32 {
        if let failure = error as? CommandFailure {
            if !failure.message.isEmpty { StandardStreams.error("livetex-bridge: \(failure.message)") }
            return failure.code.rawValue
        }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            // `--help` and `--version` are results.
            try? StandardStreams.output(message + "\n")
            return 0
        }
        if !message.isEmpty { StandardStreams.error(message) }
        return code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue
    }
}
