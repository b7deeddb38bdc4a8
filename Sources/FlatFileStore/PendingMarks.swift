import POSIX
import Record
import Store
import Synchronization

/// Marks on the dialogs with something to do: empty files whose modification time is when it is due.
///
/// They are hints that save reading all records. A mark changes only under its dialog's lock; after a reboot, when some may
/// be missing, every record is looked at once.
struct PendingMarks {
    let directory: String

    /// Sets or removes a dialog's mark.
    ///
    /// - Parameter due: in milliseconds since 1970; nil for nothing to do.
    func set(_ name: DialogName, due: Int64?) throws(SystemError) {
        let path = path(name)
        guard let due else { return try FileSystem.remove(path) }
        let file = try OpenFile(path, O_WRONLY | O_CREAT)
        let time = timespec(tv_sec: Int(due / 1000), tv_nsec: Int(due % 1000) * 1_000_000)
        guard futimens(file.descriptor, [time, time]) == 0 else { throw SystemError("futimens", path) }
    }

    func has(_ name: DialogName) -> Bool { FileSystem.exists(path(name)) }

    /// All marks.
    ///
    /// The time of the last change of status tells whether a mark was set again. Two changes within one tick of the kernel's
    /// clock have the same time, and a mark is set shortly before its record is written, so a mark that was set just now gets
    /// a token that no other listing gives.
    ///
    /// - Parameter now: milliseconds since 1970.
    func list(now: Int64) throws(SystemError) -> [DueDialog] {
        let listing = Self.listings.wrappingAdd(1, ordering: .relaxed).newValue
        var marks: [DueDialog] = []
        for text in try FileSystem.list(directory) {
            var status = stat()
            guard let name = DialogName(text), stat("\(directory)/\(text)", &status) == 0 else { continue }
            // Some file systems store times that do not fit.
            let touched = Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
            let seconds = min(max(Int64(status.st_mtim.tv_sec), 0), Self.latest)
            let age = now - touched / 1_000_000
            marks.append(
                DueDialog(
                    name: name, due: seconds * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
                    token: ChangeToken(touched, (0..<Self.settling).contains(age) ? listing : 0)))
        }
        return marks
    }

    /// The latest time of a mark, in seconds since 1970.
    private static let latest: Int64 = 1 << 40

    /// How long a mark counts as set just now, in milliseconds.
    private static let settling: Int64 = 20
    private static let listings = Atomic<Int64>(0)

    private func path(_ name: DialogName) -> String { "\(directory)/\(name)" }
}
