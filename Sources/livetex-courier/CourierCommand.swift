import ChannelBundle
import Courier
import FlatFileStore
import HTTPTransport
import Logging
import Outbound
import POSIX
import Program

/// The program: the courier over the store in files and libcurl.
struct CourierCommand {
    private let reader: SettingsReader
    private let environmentFile: EnvironmentFile.Origin?
    private let log: Log

    /// - Parameter environmentFile: the file that a part of the variables comes from.
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

        Delivers what the receivers have stored. One courier works on a state directory at a time; a second one ends at
        once.

          --linger MS    stay until nothing has been pending for so long (default 2000)
          --once         try everything pending once, without its waits; exit 1 if a try failed, if something was left,
                         or if another courier still runs after five seconds
          --within MS    end after so long: start no call shortly before, cut off the calls in flight then
          --dry-run      print the pending calls as requests, and send nothing
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
                    store: FlatFileStore(reading: StateDirectory(parsed.state)),
                    bundle: BundleReader(directory: parsed.bundle))
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
        let clock = SystemClock()
        let directory = StateDirectory(arguments.state)
        let store = try FlatFileStore(
            directory, allowing: settings.allowedHazards, compacts: true, clock: clock)
        while true {
            let courier = try Courier(
                store: store, bundle: BundleReader(directory: arguments.bundle), policy: settings.policy, mode: mode,
                concurrency: settings.concurrency, log: log, clock: clock, within: limit,
                hasNewSecrets: { environmentFile?.hasChanged ?? false })
            try CourierStart(directory).remove()
            try courier.run()
            if mode == .once {
                if courier.isKeptOut {
                    log(
                        .warning, "another courier works",
                        ["detail": "it tries what is pending at its own pace; nothing was tried"])
                }
                // A person who waits for the result does not see a log that goes to a file.
                if courier.hasFailed, StandardStreams.isTerminal(STDERR_FILENO), let file = reader.text("LOG") {
                    StandardStreams.error(
                        "livetex-courier: a try failed, or something was left; see \(file), and run: livetex-bridge pending"
                    )
                }
                return courier.hasFailed ? 1 : 0
            }
            if courier.isOutdated {
                log(.info, "the environment has changed", ["detail": "the next courier goes on with the new one"])
                return 0
            }
            if try courier.isKeptOut || !courier.hasUnseenWork() { return 0 }
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
