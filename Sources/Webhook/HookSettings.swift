/// Where the receiver finds things, from its environment.
public struct HookSettings: Hashable, Sendable {
    /// When stored calls are delivered.
    public enum Delivery: String, Sendable, CaseIterable {
        /// A courier is started, detached, unless one runs.
        case spawn
        /// Somebody else runs the courier: a path unit, a timer.
        case external
        /// The receiver waits for a courier before it replies, for hosts that freeze a process after its reply.
        case inline
    }

    public var bundle: String
    public var state: String
    public var delivery: Delivery
    /// The courier's program; nil when it is not to be found.
    public var courier: String?
    /// How long an inline delivery may hold the reply back, in milliseconds.
    public var inlineBudget: Int64
    public var allowsNetworkState: Bool
    /// Whether the host's own disk is still there for the next webhook. Where it is not, nothing may be stored on it.
    public var keepsFiles: Bool
    /// Whether a state directory on the disk of a host that does not keep its files is known to stay, being a volume.
    public var allowsLocalState: Bool

    /// - Parameters:
    ///   - programDirectory: where the receiver's own file lies; the courier is looked for beside it.
    ///   - keepsFiles: ``CallingConvention/keepsFiles``. A web server in a container cannot tell, so that a setting may
    ///     say no in its place. Where it is false, the host may also freeze what still runs after the reply, so that
    ///     delivery is inline if nothing else is said.
    /// - Throws: ``WebhookProblem/unavailable(_:)`` for a value that means nothing.
    public init(
        _ environment: [String: String], programDirectory: String?, keepsFiles: Bool = true
    ) throws(WebhookProblem) {
        func value(_ name: String) -> String? { environment["LIVETEX_BRIDGE_\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        bundle = value("BUNDLE") ?? "/etc/livetex-bridge/bundle"
        state = value("STATE") ?? "/var/lib/livetex-bridge"
        courier = value("COURIER") ?? programDirectory.map { "\($0)/livetex-courier" }
        allowsNetworkState = value("ALLOW_NETWORK_STATE") == "1"
        allowsLocalState = value("ALLOW_LOCAL_STATE") == "1"
        let keeps = value("KEEPS_FILES") ?? "1"
        guard ["0", "1"].contains(keeps) else {
            throw .unavailable("LIVETEX_BRIDGE_KEEPS_FILES is \"\(keeps)\", not 0 or 1")
        }
        self.keepsFiles = keepsFiles && keeps == "1"
        delivery = self.keepsFiles ? .spawn : .inline
        inlineBudget = 8_000
        if let word = value("DELIVERY") {
            guard let delivery = Delivery(rawValue: word) else {
                let known = Delivery.allCases.map(\.rawValue).joined(separator: ", ")
                throw .unavailable("LIVETEX_BRIDGE_DELIVERY is \"\(word)\", not one of \(known)")
            }
            self.delivery = delivery
        }
        if let text = value("INLINE_BUDGET_MS") {
            guard let budget = Int64(text), budget > 0 else {
                throw .unavailable("LIVETEX_BRIDGE_INLINE_BUDGET_MS is \"\(text)\", not a number of milliseconds")
            }
            inlineBudget = budget
        }
    }
}
