import BotPlatform
import Dialog
import DialogStore
import JSON
import Logging
import POSIX

/// The courier as a program beside the receiver.
public struct ProcessCourier: CourierControl {
    let settings: HookSettings
    let environment: [String: String]
    let log: Log

    public init(settings: HookSettings, environment: [String: String], log: Log) {
        self.settings = settings
        self.environment = environment
        self.log = log
    }

    public func wake() {
        do {
            switch settings.delivery {
            case .external: break
            case .spawn: if try !isRunning() { try command([]).startDetached() }
            case .inline:
                // Not killed when its time is up: where the host freezes it, it goes on at the next webhook.
                let child = try command(["--once"]).start(output: .null, error: .inherited)
                _ = try child.wait(atMost: settings.inlineBudget)
            }
        } catch {
            // The webhook is stored: the next one, or the timer that every host has, starts a courier again.
            log(.error, "the courier cannot be started", ["detail": .string("\(error)")])
        }
    }

    public func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus {
        let result: Subprocess.Result
        do {
            result = try command(["query", "destinations", binding]).run(error: .inherited, timeout: Self.queryBudget)
        } catch {
            throw CourierUnavailable("\(error)")
        }
        guard result.ending == .exited(0) else {
            throw CourierUnavailable(result.timedOut ? "no answer within \(Self.queryBudget) ms" : "LiveTex cannot be asked")
        }
        do {
            return try OperatorsStatus(queryOutput: JSON(parsing: result.output))
        } catch {
            throw CourierUnavailable("the courier's answer cannot be read: \(error)")
        }
    }

    /// How long a query may take, in milliseconds.
    private static let queryBudget: Int64 = 4_000

    /// Whether a courier holds the courier's lock.
    private func isRunning() throws -> Bool {
        let path = StateDirectory(settings.state).courierLock
        switch try FileLock(path) {
        case .some: return false
        case .none: return true
        }
    }

    private func command(_ arguments: [String]) throws(CourierUnavailable) -> Subprocess {
        guard let program = settings.courier, FileSystem.isExecutable(program) else {
            throw CourierUnavailable("livetex-courier is not beside livetex-hook; name it in LIVETEX_BRIDGE_COURIER")
        }
        var variables = Self.withoutRequest(environment)
        variables["LIVETEX_BRIDGE_BUNDLE"] = settings.bundle
        variables["LIVETEX_BRIDGE_STATE"] = settings.state
        return Subprocess(program, arguments, environment: variables)
    }

    /// The environment without what a web server put there for one request: it is the client's, may be secret, and would
    /// live on in a courier that stays for hours. A proxy that a client's header has smuggled in goes the same way.
    static func withoutRequest(_ environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in
            !requestVariables.contains(name) && !requestPrefixes.contains { name.hasPrefix($0) }
        }
    }

    private static let requestPrefixes = [
        "HTTP_", "Http_", "REQUEST_", "REMOTE_", "SERVER_", "SCRIPT_", "PATH_", "REDIRECT_", "CONTEXT_",
    ]
    private static let requestVariables: Set<String> = [
        "AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "DOCUMENT_ROOT", "DOCUMENT_URI", "FCGI_ROLE", "GATEWAY_INTERFACE",
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
