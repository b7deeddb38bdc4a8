import ArgumentParser
import Text

/// The exit codes, the same for every command and every output format.
enum ExitStatus: Int32 {
    case valid = 0
    case invalid = 1
    case usage = 2
    /// Something cannot be read or written.
    case unreadable = 3
    /// LiveTex or the platform did not do what was asked.
    case liveCheckFailed = 4
}

extension ParsableCommand {
    /// Ends a command that only has subcommands. In a script a missing subcommand is a mistake, so it is an error.
    func nameASubcommand() throws {
        throw CommandFailure(.usage, "name a subcommand\n\n\(LivetexBridge.helpMessage(for: Self.self))")
    }
}

/// Why a command fails.
struct CommandFailure: Error {
    var code: ExitStatus
    /// The message for standard error; empty when the command has printed it.
    var message: String

    init(_ code: ExitStatus, _ message: String = "") {
        self.code = code
        self.message = message
    }

    /// A failure for several reasons, each on a line. They may have texts of another system.
    init(_ code: ExitStatus, _ reasons: [String]) {
        self.init(code, reasons.map(\.printable).joined(separator: "\nlivetex-bridge: "))
    }
}
