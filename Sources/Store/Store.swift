/// All that the bridge keeps: dialogs, dead letters, pauses, and the claims of couriers.
///
/// Receiver, courier and operations know only this. `FlatFileStore` keeps everything in files and ``InMemoryStore`` in
/// memory. A database that can replace a value if its version is still the same can implement it too.
public protocol Store: RecordStore, DeadLetterStore, PauseStore, ClaimStore {}

/// Why a store cannot do what it is asked.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be reached or written now; trying again may help.
    case unavailable(String)
    /// Another program is at work on the same dialog; trying again soon will help.
    case busy(String)
    /// What is stored cannot be read. A person has to look.
    case damaged(String)

    /// The reason, for a person.
    public var description: String {
        switch self {
        case .unavailable(let reason), .busy(let reason), .damaged(let reason): reason
        }
    }
}
