import ChannelBundle
import Dialog
import Store

/// Removes dialogs that are over and have been quiet for their binding's retention. Attributes stay: the platform sets them
/// once and expects them at the next transfer.
public struct Pruning {
    private let store: any Store
    /// How long dialogs are kept, in milliseconds, by binding.
    private let retentions: [String: Int64]
    /// Milliseconds since 1970.
    private let now: Int64

    /// Reads every binding's retention first: a removed dialog cannot be brought back, so a bundle that is not whole removes
    /// nothing.
    public init(store: any Store, bundle: BundleReader, now: Int64) throws(BundleError) {
        var retentions: [String: Int64] = [:]
        for id in try bundle.bindingIDs() {
            do {
                retentions[id] = try bundle.binding(id).retention
            } catch .unknownBinding {
                throw .unavailable("the bundle \(bundle.directory) lists the binding \(id) and does not hold it")
            }
        }
        self.retentions = retentions
        self.store = store
        self.now = now
    }

    /// What was done.
    public struct Outcome: Sendable {
        /// Dialogs that were removed or cut down to their attributes.
        public var removed = 0
        /// Dialogs that were left as they are.
        public var kept = 0
        /// Records that cannot be read; they are kept.
        public var problems: [StoreError] = []
    }

    /// Looks at every dialog once.
    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        var problems: [StoreError] = []
        try store.forEachRecord(problem: { problems.append($0) }) { (stored) throws(StoreError) in
            // A binding that is not in the bundle any more has no retention of its own; its dialogs get the usual one.
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
