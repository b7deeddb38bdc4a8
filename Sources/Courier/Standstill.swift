import POSIX
import Store

/// A dialog that cannot be delivered before a person fixes something. A courier does not stay for it.
struct Standstill {
    /// What a person has to fix.
    enum Cause {
        /// The record cannot be read; its version.
        case record(RecordVersion?)
        /// The bundle has no such binding; the binding's file there.
        case binding(path: String, FileStamp?)
    }

    /// The dialog's token when the due dialogs were listed last; nil when it was not among them.
    let token: ChangeToken?
    let cause: Cause
}
