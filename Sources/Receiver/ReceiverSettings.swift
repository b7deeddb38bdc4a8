import POSIX
import Program

/// The receiver's settings, from its environment (docs/operations.md).
public struct ReceiverSettings: Hashable, Sendable {
    /// When stored calls are delivered.
    public enum Delivery: String, Sendable, CaseIterable {
        /// The receiver starts a courier after its reply, unless one works for the binding.
        case spawn
        /// The receiver starts none: a path unit or a timer does.
        case external
        /// The receiver runs a courier before its reply, for hosts that freeze a process after its reply.
        case inline
    }

    /// The bundle's directory.
    public var bundle: String
    /// The state directory.
    public var state: String
    /// When stored calls are delivered.
    public var delivery: Delivery
    /// The path of the courier's program; nil if the receiver does not know its own directory.
    public var courier: String?
    /// How long an inline delivery may delay the reply, in milliseconds.
    public var inlineBudget: Int64
    /// How long the reply to a `transfer.request` waits for the outcome, in milliseconds.
    public var transferWait: Int64
    /// What the state directory may be although that is not safe.
    public var allowedHazards: Set<DirectoryHazard>
    /// Whether the host keeps its disk for the next webhook. If not, nothing may be stored on it.
    public var keepsFiles: Bool
    /// Whether the state directory is a volume that stays, although the host does not keep its disk.
    public var allowsLocalState: Bool

    /// The default of `transferWait`. Web servers and function platforms wait at least so long for a reply.
    public static let defaultTransferWait: Int64 = 4_000

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - programDirectory: the directory of the receiver's program, where the courier is by default.
    ///   - keepsFiles: ``CallingConvention/keepsFiles``. A setting can say no as well: a web server in a container does not
    ///     know. If the disk is not kept, the default delivery is inline, because such a host may freeze a process after
    ///     its reply.
    /// - Throws: for a value that cannot be used.
    public init(
        _ environment: [String: String], programDirectory: String?, keepsFiles: Bool = true
    ) throws(SettingsReader.Problem) {
        let reader = SettingsReader(environment)
        bundle = reader.bundle
        state = reader.state
        courier = reader.text("COURIER") ?? programDirectory.map { "\($0)/livetex-courier" }
        allowedHazards = try reader.allowedHazards()
        allowsLocalState = try reader.flag("ALLOW_LOCAL_STATE")
        let keeps = try reader.flag("KEEPS_FILES", without: true)
        self.keepsFiles = keepsFiles && keeps
        delivery = try reader.choice("DELIVERY") ?? (self.keepsFiles ? .spawn : .inline)
        inlineBudget = try reader.number("INLINE_BUDGET_MS", atLeast: 1) ?? 8_000
        transferWait = try reader.number("TRANSFER_WAIT_MS", atLeast: 0) ?? Self.defaultTransferWait
    }
}
