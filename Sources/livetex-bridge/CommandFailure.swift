import ArgumentParser

/// The exit codes; the same for every command and every output format.
enum ExitStatus: Int32 {
    case valid = 0
    case invalid = 1
    case usage = 2
    case unreadable = 3
    /// LiveTex or the platform did not do what was asked.
    case liveCheckFailed = 4
}

extension ParsableCommand {
    /// Fails for a command that only has subcommands: in a script it is a mistake, not a success.
    func nameASubcommand() throws {
        throw CommandFailure(.usage, "name a subcommand\n\n\(LivetexBridge.helpMessage(for: Self.self))")
    }
}

/// Why a command cannot go on.
struct CommandFailure: Error {
    var code: ExitStatus
    /// One line for standard error; empty when all has been said.
    var message: String

    init(_ code: ExitStatus, _ message: String = "") {
        self.code = code
        self.message = message
    }
}
