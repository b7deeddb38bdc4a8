import FlatFileStore
import Record
import Store

/// One look at every dialog of a store. A damaged one is reported and does not hide the others.
public struct Survey: Sendable {
    public var dialogs: [DialogRecord] = []
    public var problems: [StoreError] = []
    /// What may be torn first commits, by the paths at which they were set aside.
    public var torn: [String]

    public init(_ store: FlatFileStore) throws(StoreError) {
        torn = try store.tornRecords()
        for name in try store.names() {
            do {
                if let record = try store.load(name) { dialogs.append(record) }
            } catch {
                problems.append(error)
            }
        }
        dialogs.sort { ($0.changed, $0.key.name.description) < ($1.changed, $1.key.name.description) }
    }
}
