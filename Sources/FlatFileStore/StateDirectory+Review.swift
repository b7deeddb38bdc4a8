// Whether a directory is a place for what must not be lost.

import POSIX
import Store

extension StateDirectory {
    /// What is to be known of the directory before it keeps anything.
    public struct Review: Hashable, Sendable {
        /// Why the programs refuse it, as a sentence; nil if they do not.
        public var refusal: String?
        /// What a person should know of a directory that is not refused, as clauses about it.
        public var remarks: [String] = []
    }

    /// Looks at the directory.
    ///
    /// - Parameter allowed: what it may be although that is not safe.
    public func review(allowing allowed: Set<DirectoryHazard>) -> Review {
        guard let condition = DirectoryCondition(path) else { return Review(remarks: ["is missing"]) }
        if let refusal = refusal(condition, allowing: allowed) { return Review(refusal: refusal) }
        var remarks = condition.hazards.map { explanation($0, condition) }
        if condition.isGroupWritable { remarks.append("can be written by its group") }
        switch condition.kind?.nature {
        case .unjournaled: remarks.append("is on \(name(condition)), which has no journal: \(Self.lossOfPower)")
        case .ext where FileSystemKind.extHasJournal(path) == false:
            remarks.append("is on an ext file system without a journal: \(Self.lossOfPower)")
        case .layered:
            remarks.append("is on \(name(condition)), which may be a container's own disk and go with the container")
        default: break
        }
        return Review(remarks: remarks)
    }

    private static let lossOfPower = "a loss of power may lose what was acknowledged"

    /// Why the programs refuse the directory; nil if they do not.
    func refusal(_ condition: DirectoryCondition, allowing allowed: Set<DirectoryHazard>) -> String? {
        guard let hazard = condition.hazards.first(where: { !allowed.contains($0) }) else { return nil }
        let setting =
            switch hazard {
            case .network: "LIVETEX_BRIDGE_ALLOW_NETWORK_STATE=1"
            case .tmpfs, .writable: "LIVETEX_BRIDGE_ALLOW_STATE=\(hazard.rawValue)"
            }
        return "the state directory \(path) \(explanation(hazard, condition)); set \(setting) to use it all the same"
    }

    private func explanation(_ hazard: DirectoryHazard, _ condition: DirectoryCondition) -> String {
        switch hazard {
        case .network: "is on \(name(condition)), whose locks and renames are not reliable"
        case .tmpfs: "is on \(name(condition)), which a reboot empties"
        case .writable: "can be written by every user (to fix this: chmod 700 \(path))"
        }
    }

    private func name(_ condition: DirectoryCondition) -> String { condition.kind?.name ?? "an unknown file system" }
}
