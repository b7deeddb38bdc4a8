import Dialog
import JSON

extension Call {
    /// The call as people see it: the stored form.
    public var inspected: JSON { (try? JSON(parsing: stored)) ?? .null }
}
