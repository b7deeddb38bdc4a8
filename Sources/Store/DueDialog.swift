import Record

/// A dialog with something to do.
public struct DueDialog: Hashable, Sendable {
    /// The name of its record.
    public var name: DialogName
    /// When there is something to do, in milliseconds since 1970.
    public var due: Int64
    /// Tells whether anything has happened to the dialog between two looks.
    public var token: ChangeToken

    /// A dialog that is due at a time.
    public init(name: DialogName, due: Int64, token: ChangeToken) {
        self.name = name
        self.due = due
        self.token = token
    }
}

/// Two equal tokens of a dialog mean that nothing has happened to it in between. Different ones mean that something may
/// have happened.
///
/// The store alone knows what is inside; everybody else compares.
public struct ChangeToken: Hashable, Sendable {
    private let first: Int64
    private let second: Int64

    /// A token in the store's own form.
    public init(_ first: Int64, _ second: Int64 = 0) {
        self.first = first
        self.second = second
    }
}

/// Tells which dialogs have become due, without being asked for all of them.
public protocol ChangeFeed: AnyObject {
    /// poll(2) finds it readable when something has happened; nil where it cannot tell.
    var descriptor: Int32? { get }

    /// The dialogs since the last call; nil when some may be missing and the store has to be asked.
    func changes() -> Set<DialogName>?
}
