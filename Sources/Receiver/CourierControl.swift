import Platform

/// What the receiver needs of the courier. The receiver itself never touches the network.
public protocol CourierControl {
    /// Makes sure that what was stored gets delivered, in the way that the deployment has chosen.
    func wake()

    /// Asks LiveTex who is online, without any lock held.
    func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus
}

/// LiveTex could not be asked.
public struct CourierUnavailable: Error, Hashable, Sendable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}
