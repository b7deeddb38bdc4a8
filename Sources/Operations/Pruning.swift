import ChannelBundle
import Dialog
import FlatFileStore
import Record
import Store

/// Removes dialogs that are over and have been quiet for their binding's retention. Attributes stay: the platform sets
/// them once and expects them at the next transfer.
public struct Pruning {
    private let store: FlatFileStore
    /// How long dialogs are kept, in milliseconds, by binding.
    private let retentions: [String: Int64]
    /// Milliseconds since 1970.
    private let now: Int64

    /// Reads every binding's retention first: what is removed cannot be brought back, so nothing is removed by a bundle
    /// that is not sound as a whole.
    public init(store: FlatFileStore, bundle: BundleReader, now: Int64) throws(BundleError) {
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
        public var removed = 0
        public var kept = 0
        /// Records that cannot be read; they are kept.
        public var problems: [StoreError] = []
    }

    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        let survey = try Survey(store)
        outcome.problems = survey.problems
        for record in survey.dialogs {
            // A binding that is not in the bundle any more has no retention of its own; its dialogs get the usual one.
            let retention = retentions[record.key.binding] ?? Binding.defaultRetention
            if try store.prune(record.key, quietSince: now - retention) {
                outcome.removed += 1
            } else {
                outcome.kept += 1
            }
        }
        return outcome
    }
}
