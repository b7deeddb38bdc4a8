import Platform

/// What the receiver asks of the courier. The receiver itself has no network code.
public protocol CourierControl {
    /// Has the stored calls delivered, in the way that `LIVETEX_BRIDGE_DELIVERY` names.
    func wake()

    /// Asks LiveTex whether an operator is online.
    func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus
}

/// The courier could not ask LiveTex.
public struct CourierUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, for the log.
    public var reason: String

    /// The error with that reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
