import Dialog
import Record

/// Where dialogs are kept.
///
/// The programs know only this. ``FlatFileStore`` keeps dialogs in files; another store needs no more than "store this
/// record if its version is still N", because `change` may be run again on a newer record.
public protocol DialogStore {
    /// The dialog's record; nil when nothing is stored of it.
    func load(_ name: DialogName) throws(StoreError) -> DialogRecord?

    /// Changes a record and commits what changed, durably and as a whole.
    ///
    /// - Parameters:
    ///   - party: whose dialog it is, should it be new.
    ///   - change: what happens to the record. It may run more than once and must have no other effect. When it throws,
    ///     nothing is stored.
    func update<Result>(
        _ key: DialogKey, party: Party?, _ change: (inout DialogRecord) throws(DamagedRecord) -> Result
    ) throws(StoreError) -> Result

    /// The dialogs with something to do.
    func pending() throws(StoreError) -> [PendingMark]
}

/// Why a store cannot do what it is asked.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be reached or written now; trying again may help.
    case unavailable(String)
    /// What is stored cannot be read. A person has to look.
    case damaged(String)

    public var description: String {
        switch self {
        case .unavailable(let reason), .damaged(let reason): reason
        }
    }
}

/// A dialog with something to do.
public struct PendingMark: Hashable, Sendable {
    public var name: DialogName
    /// When it is due, in milliseconds since 1970.
    public var due: Int64
    /// Changes whenever the mark is set, also to the same time.
    public var touched: Int64

    public init(name: DialogName, due: Int64, touched: Int64) {
        self.name = name
        self.due = due
        self.touched = touched
    }
}
