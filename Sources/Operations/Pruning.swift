import ChannelBundle
import Dialog
import DialogStore

/// Removes dialogs that are over and have been quiet for their binding's retention. Attributes stay: the platform sets
/// them once and expects them at the next transfer.
public struct Pruning {
    private let store: FlatFileStore
    private let bundle: BundleReader
    /// Milliseconds since 1970.
    private let now: Int64

    public init(store: FlatFileStore, bundle: BundleReader, now: Int64) {
        self.store = store
        self.bundle = bundle
        self.now = now
    }

    /// What was done.
    public struct Outcome: Hashable, Sendable {
        public var removed = 0
        public var kept = 0
    }

    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        var retentions: [String: Int64] = [:]
        for record in try Survey(store).dialogs {
            let id = record.key.binding
            // A binding that is not in the bundle any more has no retention of its own; its dialogs get the usual one.
            let retention = retentions[id] ?? (try? bundle.binding(id).retention) ?? Binding.defaultRetention
            retentions[id] = retention
            if try store.prune(record.key, quietSince: now - retention) { outcome.removed += 1 } else { outcome.kept += 1 }
        }
        return outcome
    }
}
