import ChannelBundle
import FlatFileStore
import Logging
import Outbound
import POSIX
import Program
import Receiver
import Text

/// The receiver, put together from its real parts.
struct ReceiverCommand {
    private let environment: [String: String]
    private let environmentProblem: EnvironmentFile.Problem?
    private let log: Log
    /// In milliseconds that only grow.
    private let started = Clock.monotonic()

    /// - Parameter environmentProblem: why the environment file could not be read; then every webhook is refused.
    init(_ environment: [String: String], _ environmentProblem: EnvironmentFile.Problem?) {
        self.environment = environment
        self.environmentProblem = environmentProblem
        log = Log.standard(program: "livetex-hook", SettingsReader(environment))
    }

    /// Serves a host: one complete reply on standard output, in every case.
    ///
    /// - Parameter adjust: changes the environment's settings.
    /// - Returns: the exit code.
    func serve(_ convention: any CallingConvention, adjust: (inout ReceiverSettings) -> Void = { _ in }) -> Int32 {
        do {
            let call = try convention.call(Self.input(patience: convention.patience))
            // A monitor is told the same whatever the settings are.
            if case .monitor = call { return answer(.greeting, convention) }
            var settings = try self.settings(keepsFiles: convention.keepsFiles)
            adjust(&settings)
            // After something is stored a courier has to be started, so the program must not be stopped in between.
            StandardStreams.ignoreRequestsToEnd()
            switch call {
            case .webhook(let request): return serve(request, settings, convention)
            case .timer: return deliver(settings, convention)
            case .monitor: return answer(.greeting, convention)
            }
        } catch {
            report(error, log)
            return answer(.error(error), convention)
        }
    }

    /// Serves a command line.
    ///
    /// - Returns: the exit code: 0 when the webhook was accepted, 1 when it was not, 2 for a wrong command line.
    func serve(arguments: [String]) -> Int32 {
        let parsed: ReceiverArguments
        switch arguments {
        case ["--help"], ["-h"]:
            try? StandardStreams.output(ReceiverArguments.usage + "\n")
            return 0
        case ["--version"]:
            try? StandardStreams.output(bridgeVersion + "\n")
            return 0
        case _ where arguments.count == 2 && arguments[0] == "--as":
            guard let platform = FunctionPlatform(rawValue: arguments[1]) else {
                return complain(
                    "--as takes \(FunctionPlatform.allCases.map(\.rawValue).joined(separator: ", ")), not \"\(arguments[1])\""
                )
            }
            return serve(platform.convention(environment))
        default:
            do { parsed = try ReceiverArguments(arguments) } catch { return complain(error.message) }
        }
        if let format = parsed.dryRun { return rehearse(parsed, format) }
        return serve(CommandLineCall(parsed, environment), adjust: parsed.adjust)
    }

    private func complain(_ message: String) -> Int32 {
        StandardStreams.error("livetex-hook: \(message)\n\n\(ReceiverArguments.usage)")
        return 2
    }

    private static func input(patience: Int32?) -> CallInput {
        CallInput(
            read: { $0 > 0 ? try StandardStreams.readInput(limit: $0 - 1, patience: patience) : [] },
            // Without a length the input may have no end: a server may keep the pipe open.
            discard: {
                StandardStreams.discardInput(
                    count: $0 ?? 4 * WebhookRequest.maximumBody, patience: $0 == nil ? 200 : patience)
            })
    }

    private func settings(keepsFiles: Bool) throws(WebhookProblem) -> ReceiverSettings {
        if let environmentProblem { throw .unavailable("\(environmentProblem)") }
        do {
            return try ReceiverSettings(
                environment, programDirectory: FileSystem.programDirectory(), keepsFiles: keepsFiles)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func serve(_ request: WebhookRequest, _ settings: ReceiverSettings, _ convention: any CallingConvention)
        -> Int32
    {
        let store = LazyStore(settings)
        let courier = processCourier(settings) { try store.opened().holder(of: request.binding) != nil }
        let receiver = Receiver(
            bundle: BundleReader(directory: settings.bundle), openStore: store.opened, courier: courier,
            clock: SystemClock(), log: log, transferWait: settings.transferWait)
        let outcome = receiver.handle(request)
        if outcome.hasWork, settings.delivery == .inline { courier.wake() }
        let code = answer(outcome.reply, convention)
        if outcome.hasWork, settings.delivery == .spawn { courier.wake() }
        return code
    }

    /// A timer's call: runs a courier. It ends at once if another one runs.
    private func deliver(_ settings: ReceiverSettings, _ convention: any CallingConvention) -> Int32 {
        processCourier(settings, isClaimed: { false }).wake()
        return answer(WebhookReply(status: 200, body: ["status": "accepted"]), convention)
    }

    private func processCourier(_ settings: ReceiverSettings, isClaimed: @escaping () throws -> Bool) -> ProcessCourier
    {
        let start = CourierStart(StateDirectory(settings.state))
        return ProcessCourier(
            settings: settings, environment: environment, log: log, isClaimed: isClaimed,
            noteStart: {
                try start.leave()
                return start.overdueSince(now: Clock.wall())
            })
    }

    private func answer(_ reply: WebhookReply, _ convention: any CallingConvention) -> Int32 {
        // If the client has gone, what was stored stays stored.
        try? StandardStreams.output(convention.output(reply))
        return convention.exitCode(reply)
    }

    /// Logs a problem that came up before the receiver ran.
    private func report(_ problem: WebhookProblem, _ log: Log) {
        log(
            problem.status >= 500 ? .error : .warning, "webhook",
            [
                "outcome": .string(problem.code), "detail": .string(problem.detail),
                "status": .int(Int64(problem.status)), "ms": .int(Clock.monotonic() - started),
            ])
    }
}

// MARK: - Dry run

extension ReceiverCommand {
    /// `--dry-run`: the requests on standard output; the reply, notes and warnings on standard error.
    ///
    /// - Returns: the exit code of the real run.
    private func rehearse(_ arguments: ReceiverArguments, _ format: RequestFormat) -> Int32 {
        let convention = CommandLineCall(arguments, environment)
        // The log's file is not written.
        let variables = [SettingsReader.variable("LOG"): "", SettingsReader.variable("LOG_LEVEL"): "warning"]
        let log = Log.standard(
            program: "livetex-hook", SettingsReader(environment.merging(variables) { $1 }))
        let reply: WebhookReply
        do {
            let request = try convention.request(Self.input(patience: convention.patience))
            var settings = try self.settings(keepsFiles: convention.keepsFiles)
            arguments.adjust(&settings)
            // A dialog is new unless a state directory is named.
            let hasState = arguments.state != nil || SettingsReader(environment).text("STATE") != nil
            let rehearsal = Rehearsal(
                request, BundleReader(directory: settings.bundle),
                over: hasState ? FlatFileStore(reading: StateDirectory(settings.state)) : nil, clock: SystemClock(),
                log: log)
            for note in rehearsal.notes { StandardStreams.error("livetex-hook: \(note.printable)") }
            for planned in rehearsal.requests {
                try? StandardStreams.output(planned.request.printed(format, when: planned.condition))
            }
            reply = rehearsal.reply
        } catch {
            report(error, log)
            reply = .error(error)
        }
        StandardStreams.error("livetex-hook: reply \(reply.status) \(reply.body.text())")
        return convention.exitCode(reply)
    }
}
