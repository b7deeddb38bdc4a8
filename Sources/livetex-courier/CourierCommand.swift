import ChannelBundle
import Courier
import FlatFileStore
import Record
import Store
import HTTPTransport
import Logging
import Outbound
import POSIX
import Program

/// The courier put together from its real parts.
struct CourierCommand {
    private let reader: SettingsReader
    private let environmentFile: EnvironmentFile.Origin?
    private let log: Log

    /// - Parameter environmentFile: where a part of the variables comes from.
    init(_ environment: [String: String], _ environmentFile: EnvironmentFile.Origin?) {
        self.environmentFile = environmentFile
        reader = SettingsReader(environment)
        log = Log.standard(program: "livetex-courier", reader)
    }

    static let usage = """
        usage: livetex-courier [--linger MS] [--once [--within MS]] [--dry-run [--format text|json|curl]]
                               [--bundle DIR] [--state DIR]
               livetex-courier query destinations BINDING [--bundle DIR]
               livetex-courier --version

        Delivers what the receivers have stored. One courier works on a state directory at a time; another one leaves at
        once.

          --linger MS    stay until nothing has been pending for so long (default 2000)
          --once         try everything pending now, whatever its back-off, once; exit 1 if anything failed or was left,
                         or if another courier goes on working
          --within MS    be done after so long: start nothing more shortly before, cut off what is under way then
          --dry-run      print what is pending as requests, and send nothing
          --bundle DIR   the compiled configuration (\(SettingsReader.variable("BUNDLE")), \(SettingsReader.defaultBundle))
          --state DIR    the dialogs (\(SettingsReader.variable("STATE")), \(SettingsReader.defaultState))
        """

    /// - Returns: the exit code: 0 for success, 1 when something failed, 2 for a wrong command line, 3 when the store,
    ///   the bundle or a setting cannot be used.
    func run(_ arguments: [String]) -> Int32 {
        let parsed: CourierArguments
        do {
            parsed = try CourierArguments(arguments, defaults: reader)
        } catch {
            StandardStreams.error("livetex-courier: \(error.message)\n\n\(Self.usage)")
            return 2
        }
        do {
            switch parsed.task {
            case .help:
                try StandardStreams.output(Self.usage + "\n")
                return 0
            case .version:
                try StandardStreams.output(bridgeVersion + "\n")
                return 0
            case .query(let binding): return try query(binding, parsed)
            case .dryRun(let format):
                let printer = PendingPrinter(
                    state: StateDirectory(parsed.state), bundle: BundleReader(directory: parsed.bundle))
                return try printer.print(format) ? 0 : 3
            case .deliver(let mode, let limit): return try deliver(mode, within: limit, parsed)
            }
        } catch {
            log(.error, "the courier cannot work", ["detail": .string("\(error)")])
            return 3
        }
    }

    private func deliver(_ mode: Courier.Mode, within limit: Int64?, _ arguments: CourierArguments) throws -> Int32 {
        let settings = try CourierSettings(reader)
        let deadline = limit.map { Clock.monotonic() + $0 }
        // `--once` promises a try, so it waits for another courier to end. Otherwise: a receiver that looks whether a
        // courier runs holds the lock for some microseconds.
        let patience: Int64 = mode == .once ? min(5_000, limit ?? 5_000) : 20
        let directory = StateDirectory(arguments.state)
        let store = try FlatFileStore(directory, allowsNetwork: settings.allowsNetworkState, compacts: true)
        while true {
            guard let lock = try takeLock(directory, patience) else {
                guard mode == .once else { return 0 }
                log(
                    .warning, "another courier works",
                    ["detail": "it tries what is pending at its own pace; nothing was tried"])
                return 1
            }
            let courier = try Courier(
                store: store, bundle: BundleReader(directory: arguments.bundle), policy: settings.policy, mode: mode,
                concurrency: settings.concurrency, log: log, within: deadline.map { max(0, $0 - Clock.monotonic()) },
                hasNewSecrets: { environmentFile?.hasChanged ?? false })
            try courier.run()
            _ = consume lock
            if courier.isOutdated {
                log(.info, "the environment has changed", ["detail": "the next courier goes on with the new one"])
                return 0
            }
            if mode == .once { return courier.hasFailed ? 1 : 0 }
            if try !courier.hasUnseenWork() { return 0 }
        }
    }

    /// The courier's lock; nil when another courier works and goes on.
    private func takeLock(_ directory: StateDirectory, _ patience: Int64) throws -> FileLock? {
        do {
            return try FileLock(directory.courierLock, waitingAtMost: patience, isSigned: true)
        } catch  where error.isTimeout {
            return nil
        }
    }

    private func query(_ id: String, _ arguments: CourierArguments) throws -> Int32 {
        let binding = try BundleReader(directory: arguments.bundle).binding(id)
        do {
            let status = try LiveTexQuery(binding: binding).operatorsStatus(now: Clock.wall())
            try StandardStreams.output(status.wire(binding.rules).text() + "\n")
            return 0
        } catch let error as QueryError {
            log(.error, "query", ["binding": .string(id), "detail": .string(error.logged)])
            return 1
        }
    }
}
