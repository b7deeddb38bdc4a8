import Record
import Store

/// All dialogs of a store.
public struct Survey: Sendable {
    /// The records that can be read, the longest unchanged first.
    public var dialogs: [DialogRecord] = []
    /// One for each record that cannot be read.
    public var problems: [StoreError] = []
    /// The places of what may be commits that a crash has cut off.
    public var torn: [String]

    /// Reads all records.
    public init(_ store: any Store) throws(StoreError) {
        torn = try store.tornRecords()
        try store.forEachRecord(problem: { problems.append($0) }, torn: { torn.append($0) }) { stored in
            dialogs.append(stored.record)
        }
        dialogs.sort { ($0.changed, $0.key.name.description) < ($1.changed, $1.key.name.description) }
    }
}
