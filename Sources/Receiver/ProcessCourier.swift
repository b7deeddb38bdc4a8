import Dialog
import JSON
import Logging
import POSIX
import Platform
import Program

/// The courier as a program beside the receiver.
public struct ProcessCourier: CourierControl {
    private let settings: ReceiverSettings
    private let environment: [String: String]
    private let log: Log
    private let isClaimed: () throws -> Bool
    /// When inline deliveries have to end, in milliseconds that only grow. A transfer's request wakes the courier before its
    /// outcome is looked for and once more at the end: both share the time.
    private let deadline: Int64

    /// - Parameter isClaimed: whether a courier works for the webhook's binding already.
    public init(
        settings: ReceiverSettings, environment: [String: String], log: Log,
        isClaimed: @escaping () throws -> Bool
    ) {
        self.isClaimed = isClaimed
        self.settings = settings
        self.environment = environment
        self.log = log
        deadline = Clock.monotonic() + settings.inlineBudget
    }

    /// Starts a courier, unless one works or the deployment starts it, or waits for one that delivers inline.
    public func wake() {
        do {
            switch settings.delivery {
            case .external: break
            case .spawn: if try !isClaimed() { try command([]).startDetached() }
            case .inline: try deliverNow()
            }
        } catch {
            // The webhook is stored: the next one, or the timer that every host has, starts a courier again.
            log(.error, "the courier cannot be started", ["detail": .string("\(error)")])
        }
    }

    /// Runs a courier that ends by itself before the time is up.
    private func deliverNow() throws {
        let left = deadline - Clock.monotonic()
        guard left > 0 else { return }
        let child = try command(["--once", "--within", "\(left)"]).start(output: .null, error: .inherited)
        guard try child.wait(atMost: left + Self.grace) == nil else { return }
        // A name server or a disk may not answer in time. The courier must not go on after the reply: its standard error
        // would hold the reply back, and the host might stop it anywhere. Its calls under way are in doubt, as after a
        // crash.
        child.endAtOnce()
        // Only a process that hangs in the kernel is still there after that.
        _ = try child.wait(atMost: 100)
        log(.error, "the courier did not end in time", ["detail": "it was killed; what waits is left to the next one"])
    }

    /// How much longer than its time a courier is waited for, in milliseconds. Its time begins when it has started, which
    /// takes a while on a busy machine.
    private static let grace: Int64 = 2_000

    /// Asks a courier's program, which asks LiveTex.
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

    /// The environment without the variables of one request. They are the client's and may be secret, and a courier may stay
    /// for hours. One of them can name a proxy that the client has chosen.
    static func withoutRequest(_ environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in
            !requestVariables.contains(name) && !requestPrefixes.contains { name.hasPrefix($0) }
        }
    }

    private static let requestPrefixes = [
        "HTTP_", "Http_", "REQUEST_", "REMOTE_", "SERVER_", "SCRIPT_", "PATH_", "REDIRECT_", "CONTEXT_",
    ]
    private static let requestVariables: Set<String> = [
        "AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "DOCUMENT_ROOT", "DOCUMENT_URI", "FCGI_ROLE",
        "GATEWAY_INTERFACE",
        "HTTPS", "QUERY_STRING", "UNIQUE_ID",
    ]
}

extension OperatorsStatus {
    /// Reads what `livetex-courier query destinations` prints: the reply's own form.
    init(queryOutput: JSON) throws(FieldError) {
        let fields = try Fields(queryOutput)
        var group: OperatorGroup?
        if let found = try fields.optionalObject("group") {
            group = OperatorGroup(id: try found.string("id"), name: try found.optionalString("name"))
        }
        self.init(group: group, isOnline: try fields.optionalBool("online") ?? false)
    }
}
