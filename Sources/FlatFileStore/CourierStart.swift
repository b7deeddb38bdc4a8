import POSIX

/// The mark of a courier that a receiver has started and that does not work yet.
///
/// A courier that cannot be loaded, because a shared library is missing for example, cannot report that. So the receiver
/// leaves this mark when it starts a courier, and the courier removes it once it works. A mark that stays means that
/// nothing is delivered.
public struct CourierStart: Sendable {
    /// How long a courier may take to start, in milliseconds.
    private static let patience: Int64 = 10_000

    private let path: String

    /// The mark in a state directory.
    public init(_ directory: StateDirectory) { path = directory.courierStart }

    /// Leaves the mark, unless an earlier start has left it.
    public func leave() throws(SystemError) {
        do { _ = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL) } catch  where error.code == EEXIST {}
    }

    /// Removes the mark: a courier works.
    public func remove() throws(SystemError) { try FileSystem.remove(path) }

    /// Since when a courier should have worked, in milliseconds since 1970; nil while nothing is wrong.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func overdueSince(now: Int64) -> Int64? {
        guard let time = FileSystem.stamp(path).map({ $0.modified / 1_000_000 }), now - time > Self.patience else {
            return nil
        }
        return time
    }
}
