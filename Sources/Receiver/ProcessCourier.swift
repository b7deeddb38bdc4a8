import ChannelBundle
import Dialog
import JSON
import Logging
import POSIX
import Platform
import Program

/// The courier as a program that the receiver starts.
public struct ProcessCourier: CourierControl {
    private let settings: ReceiverSettings
    private let environment: [String: String]
    private let log: Log
    private let isClaimed: () throws -> Bool
    private let noteStart: () throws -> Int64?
    /// When inline deliveries have to end, in milliseconds that only grow. A `transfer.request` wakes the courier twice,
    /// before it waits and before its reply, and both deliveries share this time.
    private let deadline: Int64

    /// A courier of these settings.
    ///
    /// - Parameters:
    ///   - isClaimed: whether a courier works for the webhook's binding already.
    ///   - noteStart: notes that a courier is started. It returns since when an earlier one should have worked, in
    ///     milliseconds since 1970; nil if that one did.
    public init(
        settings: ReceiverSettings, environment: [String: String], log: Log,
        isClaimed: @escaping () throws -> Bool, noteStart: @escaping () throws -> Int64?
    ) {
        self.isClaimed = isClaimed
        self.noteStart = noteStart
        self.settings = settings
        self.environment = environment
        self.log = log
        deadline = Clock.monotonic() + settings.inlineBudget
    }

    /// Starts a courier if the settings say so. A failure is logged.
    public func wake() {
        do {
            switch settings.delivery {
            case .external: break
            case .spawn: if try !isClaimed() { try start() }
            case .inline: try deliverNow()
            }
        } catch {
            // The webhook is stored. The next webhook or the host's timer starts a courier.
            log(.error, "the courier cannot be started", ["detail": .string("\(error)")])
        }
    }

    /// Starts a courier that outlives the receiver. Whether it works is seen at the next start.
    private func start() throws {
        let courier = try command([])
        let overdue = Result { try noteStart() }
        try courier.startDetached()
        switch overdue {
        case .success(nil): break
        case .success(let since?):
            let command = "\(courier.program) --once --bundle \(settings.bundle) --state \(settings.state)"
            log(
                .error, "the courier does not work",
                [
                    "since": .int(since),
                    "detail": .string("nothing is delivered; to see why, run as the receiver's user: \(command)"),
                ])
        case .failure(let problem):
            log(.warning, "the courier's start cannot be noted", ["detail": .string("\(problem)")])
        }
    }

    /// Runs a courier and waits for its end.
    private func deliverNow() throws {
        let left = deadline - Clock.monotonic()
        guard left > 0 else { return }
        let child = try command(["--once", "--within", "\(left)"]).start(output: .null, error: .inherited)
        guard try child.wait(atMost: left + Self.grace) == nil else { return }
        // The courier hangs, at a name server or a disk for example. It must not run on after the reply: its open standard
        // error would delay the reply, and the host could stop it at any point. Its calls in flight are in doubt, as after
        // a crash.
        child.endAtOnce()
        // Only a process that hangs in the kernel lives longer.
        _ = try child.wait(atMost: 100)
        log(.error, "the courier did not end in time", ["detail": "it was killed; the next one delivers what waits"])
    }

    /// How long the receiver waits for a courier after the courier's time is over, in milliseconds. On a busy machine a
    /// courier starts late, and its time begins when it has started.
    private static let grace: Int64 = 2_000

    /// Runs a courier that asks LiveTex.
    public func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus {
        let result: Subprocess.Result
        do {
            result = try command(["query", "destinations", binding]).run(error: .inherited, timeout: Self.queryBudget)
        } catch {
            throw CourierUnavailable("\(error)")
        }
        guard result.ending == .exited(0) else {
            throw CourierUnavailable(
                result.timedOut ? "no answer within \(Self.queryBudget) ms" : "LiveTex cannot be asked")
        }
        do {
            return try OperatorsStatus(queryOutput: JSON(parsing: result.output))
        } catch {
            throw CourierUnavailable("the courier's answer cannot be read: \(error)")
        }
    }

    /// How long a query may take, in milliseconds.
    private static let queryBudget: Int64 = 4_000

    private func command(_ arguments: [String]) throws(CourierUnavailable) -> Subprocess {
        guard let program = settings.courier, FileSystem.isExecutable(program) else {
            throw CourierUnavailable(
                "livetex-courier is not beside livetex-hook; name it in \(SettingsReader.variable("COURIER"))")
        }
        var variables = Self.withoutRequest(environment)
        variables[SettingsReader.variable("BUNDLE")] = settings.bundle
        variables[SettingsReader.variable("STATE")] = settings.state
        return Subprocess(program, arguments, environment: variables)
    }

    /// The environment without the variables of the request. They come from the client, may be secret, and a courier may run
    /// for hours. `HTTP_PROXY` would even be a proxy that the client chose.
    static func withoutRequest(_ environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in !RequestVariables.contains(name) }
    }
}

extension OperatorsStatus {
    /// Reads the output of `livetex-courier query destinations`.
    init(queryOutput: JSON) throws(FieldError) {
        let fields = try Fields(queryOutput)
        var group: OperatorGroup?
        if let found = try fields.optionalObject("group") {
            group = OperatorGroup(id: try found.string("id"), name: try found.optionalString("name"))
        }
        self.init(group: group, isOnline: try fields.optionalBool("online") ?? false)
    }
}
