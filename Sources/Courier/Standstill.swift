import POSIX
import Record
import Store

/// A dialog that cannot be delivered before a person fixes something. The courier looks at it again when something happens
/// to the dialog or to what has to be fixed, and does not stay for it.
struct Standstill {
    /// What a person has to fix.
    enum Cause {
        /// The record cannot be read; its version.
        case record(RecordVersion?)
        /// The bundle has no such binding; the binding's file there.
        case binding(path: String, FileStamp?)
    }

    /// The dialog's token when the courier listed it last; nil when it was not listed yet.
    let token: ChangeToken?
    let cause: Cause

    /// Whether nothing has happened to the dialog.
    func isUntouched(_ token: ChangeToken) -> Bool { self.token == token }

    /// Whether nothing has been fixed either.
    func goesOn(_ due: DueDialog, _ store: any Store) throws(StoreError) -> Bool {
        guard isUntouched(due.token) else { return false }
        return switch cause {
        case .record(let version): try store.version(of: due.name) == version
        case .binding(let path, let stamp): FileSystem.stamp(path) == stamp
        }
    }
}
