import POSIX
import Record
import Store

/// Marks on the dialogs with something to do: empty files, whose time of change is when it is due.
///
/// They are hints that save looking through the store. A mark changes only under its dialog's lock; after a reboot, when
/// some may be missing, the courier looks through everything once.
struct PendingMarks {
    let directory: String

    /// Sets or removes a dialog's mark.
    ///
    /// - Parameter due: in milliseconds since 1970; nil for nothing to do.
    func set(_ name: DialogName, due: Int64?) throws(SystemError) {
        let path = "\(directory)/\(name)"
        guard let due else { return try FileSystem.remove(path) }
        let file = try OpenFile(path, O_WRONLY | O_CREAT)
        let time = timespec(tv_sec: Int(due / 1000), tv_nsec: Int(due % 1000) * 1_000_000)
        guard futimens(file.descriptor, [time, time]) == 0 else { throw SystemError("futimens", path) }
    }

    /// All marks.
    func list() throws(SystemError) -> [PendingMark] {
        var marks: [PendingMark] = []
        for text in try FileSystem.list(directory) {
            if let name = DialogName(text), let mark = mark(name) { marks.append(mark) }
        }
        return marks
    }

    /// A dialog's mark; nil when it has none.
    func mark(_ name: DialogName) -> PendingMark? {
        var status = stat()
        guard stat("\(directory)/\(name)", &status) == 0 else { return nil }
        return PendingMark(
            name: name, due: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
            touched: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec))
    }
}
