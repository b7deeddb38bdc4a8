import ChannelBundle
import Dialog
import Store

/// Removes dialogs that are over and did not change during their binding's retention. Attributes stay: the platform sets
/// them once and expects them at the next transfer.
public struct Pruning {
    private let store: any Store
    /// How long dialogs are kept, in milliseconds, by binding.
    private let retentions: [String: Int64]
    /// Milliseconds since 1970.
    private let now: Int64

    /// Reads every binding's retention. An incomplete bundle is an error, because a removed dialog cannot be restored.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(store: any Store, bundle: BundleReader, now: Int64) throws(BundleError) {
        var retentions: [String: Int64] = [:]
        for id in try bundle.bindingIDs() {
            do {
                retentions[id] = try bundle.binding(id).retention
            } catch .unknownBinding {
                throw .unavailable("the bundle \(bundle.directory) lists the binding \(id) and does not have it")
            }
        }
        self.retentions = retentions
        self.store = store
        self.now = now
    }

    /// What was removed.
    public struct Outcome: Sendable {
        /// How many dialogs were removed, or all of them but the attributes.
        public var removed = 0
        /// How many dialogs did not change.
        public var kept = 0
        /// One for each record that cannot be read. It is kept.
        public var problems: [StoreError] = []
    }

    /// Looks at every dialog once.
    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        var problems: [StoreError] = []
        try store.forEachRecord(problem: { problems.append($0) }) { (stored) throws(StoreError) in
            // A binding that is no longer in the bundle has the default retention.
            let retention = retentions[stored.record.key.binding] ?? Binding.defaultRetention
            if try store.prune(stored, quietSince: now - retention) {
                outcome.removed += 1
            } else {
                outcome.kept += 1
            }
        }
        outcome.problems = problems
        return outcome
    }
}
