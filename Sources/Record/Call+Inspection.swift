import Dialog
import JSON

extension Call {
    /// The stored form, for people.
    public var inspected: JSON { (try? JSON(parsing: stored)) ?? .null }
}
