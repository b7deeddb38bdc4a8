import POSIX
import Program

/// Where the receiver finds things, from its environment.
public struct ReceiverSettings: Hashable, Sendable {
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
    /// - Throws: when a value means nothing.
    public init(
        _ environment: [String: String], programDirectory: String?, keepsFiles: Bool = true
    ) throws(SettingsReader.Problem) {
        let reader = SettingsReader(environment)
        bundle = reader.bundle
        state = reader.state
        courier = reader.text("COURIER") ?? programDirectory.map { "\($0)/livetex-courier" }
        allowsNetworkState = try reader.flag("ALLOW_NETWORK_STATE")
        allowsLocalState = try reader.flag("ALLOW_LOCAL_STATE")
        let keeps = try reader.flag("KEEPS_FILES", without: true)
        self.keepsFiles = keepsFiles && keeps
        delivery = try reader.choice("DELIVERY") ?? (self.keepsFiles ? .spawn : .inline)
        inlineBudget = try reader.number("INLINE_BUDGET_MS", atLeast: 1) ?? 8_000
    }
}
