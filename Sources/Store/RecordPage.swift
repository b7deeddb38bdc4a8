import Record

/// A part of all records.
public struct RecordPage: Sendable {
    /// By rising name.
    public var records: [StoredRecord] = []
    /// One for each record that cannot be read.
    public var problems: [StoreError] = []
    /// The places of what may be commits that a crash has cut off.
    public var torn: [String] = []
    /// Where the next page begins; nil after the last page.
    public var next: DialogName?

    /// An empty last page.
    public init() {}
}

extension RecordStore {
    /// Reads all records, one page after the other.
    ///
    /// - Parameters:
    ///   - problem: told of each record that cannot be read. It hides no other.
    ///   - torn: told of the places of what may be commits that a crash has cut off.
    public func forEachRecord(
        pageSize: Int = 200, problem: (StoreError) -> Void, torn: (String) -> Void = { _ in },
        _ body: (StoredRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        var place: DialogName?
        repeat {
            let page = try records(after: place, limit: pageSize)
            page.problems.forEach(problem)
            page.torn.forEach(torn)
            for record in page.records { try body(record) }
            place = page.next
        } while place != nil
    }
}
