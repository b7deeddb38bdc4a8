import JSON
import POSIX

/// `livetex-bridge` and `livetex-courier`, as people on call run them: what is stored of a dialog, what waits, dead letters.
struct BridgeProgram: Sendable {
    /// Why a command failed, in the program's words.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The path of `livetex-bridge`; nil where the sandbox has none.
    var bridge: String?
    /// The path of `livetex-courier`; nil where the sandbox has none.
    var courier: String?
    var bundle: String
    var state: String
    /// The programs' settings, the same as the receiver's.
    var environment: [String: String]
    /// Hides secrets.
    var mask: JournalMask

    /// What is stored: the dialog's record or `null`, the waiting calls of all dialogs, and the dead letters.
    func look(_ binding: String, user: String?) async throws -> JSON {
        async let pending = list(["pending"])
        async let letters = list(["dead-letters", "list"])
        async let known = list(["dialogs", "list"])
        var dialog = JSON.null
        if let user, try await !known.isEmpty {
            // A lead who was never mirrored has no record.
            dialog = (try? await command(["dialogs", "show", "\(binding)/\(user)"])) ?? .null
        }
        return ["dialog": dialog, "pending": .array(try await pending), "dead_letters": .array(try await letters)]
    }

    /// Whether no call waits.
    func hasNothingPending() async throws -> Bool { try await list(["pending"]).isEmpty }

    /// Puts a dead letter back, and starts a courier for it.
    func requeue(_ letter: String) async throws {
        _ = try await command(["dead-letters", "requeue", letter])
        try startCourier()
    }

    /// Removes a dead letter.
    func drop(_ letter: String) async throws { _ = try await command(["dead-letters", "drop", letter]) }

    /// Ends the pauses of a binding, and starts a courier.
    func resume(_ binding: String) async throws {
        _ = try await run(["resume", binding, "--state", state])
        try startCourier()
    }

    private func list(_ arguments: [String]) async throws -> [JSON] { try await command(arguments).array ?? [] }

    private func command(_ arguments: [String]) async throws -> JSON {
        mask(try JSON(parsing: try await run(arguments + ["--state", state, "--format", "json"])))
    }

    private func run(_ arguments: [String]) async throws -> [UInt8] {
        guard let bridge else { throw Failure(description: "the sandbox was started without livetex-bridge") }
        let program = Subprocess(bridge, arguments, environment: environment)
        let result = try await BlockingWork.run {
            Result { () throws(SystemError) in try program.run(timeout: 30_000) }
        }.get()
        // `pending` also prints its list when a pause or a record cannot be read, and then does not end with 0.
        guard result.ending == .exited(0) || !result.output.isEmpty else {
            let said = String(decoding: result.error, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
            throw Failure(description: mask(said))
        }
        return result.output
    }

    private func startCourier() throws {
        guard let courier else { return }
        try Subprocess(courier, ["--bundle", bundle, "--state", state], environment: environment).startDetached()
    }
}
