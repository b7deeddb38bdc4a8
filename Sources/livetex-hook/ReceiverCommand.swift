import ChannelBundle
import FlatFileStore
import Logging
import POSIX
import Program
import Receiver

/// The receiver put together from its real parts.
struct ReceiverCommand {
    private let environment: [String: String]
    private let environmentProblem: EnvironmentFile.Problem?
    private let log: Log
    /// In milliseconds that only grow.
    private let started = Clock.monotonic()

    /// - Parameter environmentProblem: why the environment file could not be read; then no webhook can be served.
    init(_ environment: [String: String], _ environmentProblem: EnvironmentFile.Problem?) {
        self.environment = environment
        self.environmentProblem = environmentProblem
        log = Log.standard(program: "livetex-hook", SettingsReader(environment))
    }

    /// Serves a host: one complete reply on standard output, whatever happens.
    ///
    /// - Parameter adjust: changes the environment's settings.
    /// - Returns: the exit code.
    func serve(_ convention: any CallingConvention, adjust: (inout ReceiverSettings) -> Void = { _ in }) -> Int32 {
        do {
            let call = try convention.call(Self.input(patience: convention.patience))
            var settings = try self.settings(keepsFiles: convention.keepsFiles)
            adjust(&settings)
            // From here on something may be stored, and then a courier has to be started.
            StandardStreams.ignoreRequestsToEnd()
            switch call {
            case .webhook(let request): return serve(request, settings, convention)
            case .timer: return deliver(settings, convention)
            }
        } catch {
            return refuse(error, convention)
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
        let convention = CommandLineCall(parsed, environment)
        func adjust(_ settings: inout ReceiverSettings) {
            settings.bundle = parsed.bundle ?? settings.bundle
            settings.state = parsed.state ?? settings.state
        }
        guard let format = parsed.dryRun else { return serve(convention, adjust: adjust) }
        do {
            var settings = try self.settings(keepsFiles: true)
            adjust(&settings)
            let hasState = parsed.state != nil || SettingsReader(environment).text("STATE") != nil
            let command = DryRunCommand(settings: settings, format: format, readsState: hasState)
            return try command.run(try convention.request(Self.input(patience: convention.patience)))
        } catch {
            return refuse(error, convention)
        }
    }

    private func complain(_ message: String) -> Int32 {
        StandardStreams.error("livetex-hook: \(message)\n\n\(ReceiverArguments.usage)")
        return 2
    }

    private static func input(patience: Int32?) -> CallInput {
        CallInput(
            read: { $0 > 0 ? try StandardStreams.readInput(limit: $0 - 1, patience: patience) : [] },
            // Without a length there may be no end either: a server may keep the pipe open.
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
        let courier = ProcessCourier(
            settings: settings, environment: environment, log: log,
            isClaimed: { try store.opened().holder(of: request.binding) != nil })
        let receiver = Receiver(
            bundle: BundleReader(directory: settings.bundle), openStore: store.opened, courier: courier,
            clock: SystemClock(), log: log)
        let outcome = receiver.handle(request)
        if outcome.hasWork, settings.delivery == .inline { courier.wake() }
        let code = answer(outcome.reply, convention)
        if outcome.hasWork, settings.delivery == .spawn { courier.wake() }
        return code
    }

    /// A timer's call: the courier tries what waits. One that is started beside another leaves at once.
    private func deliver(_ settings: ReceiverSettings, _ convention: any CallingConvention) -> Int32 {
        ProcessCourier(settings: settings, environment: environment, log: log, isClaimed: { false }).wake()
        return answer(WebhookReply(status: 200, body: ["status": "accepted"]), convention)
    }

    private func refuse(_ problem: WebhookProblem, _ convention: any CallingConvention) -> Int32 {
        log(
            problem.status >= 500 ? .error : .warning, "webhook",
            [
                "outcome": .string(problem.code), "detail": .string(problem.detail),
                "status": .int(Int64(problem.status)), "ms": .int(Clock.monotonic() - started),
            ])
        return answer(.error(problem), convention)
    }

    private func answer(_ reply: WebhookReply, _ convention: any CallingConvention) -> Int32 {
        // A client that has left does not undo what was stored.
        try? StandardStreams.output(convention.output(reply))
        return convention.exitCode(reply)
    }
}
