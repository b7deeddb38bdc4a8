import POSIX

/// A dialog that cannot be delivered before a person mends something. It is looked at again when something new happens to
/// it, or to what has to be mended, and is no reason to stay.
struct Standstill {
    /// When its mark was touched.
    private let touched: Int64?
    /// The file that has to be mended: the dialog's record, or the binding's in the bundle.
    private let path: String
    private let stamp: FileStamp?

    init(touched: Int64?, until path: String) {
        self.touched = touched
        self.path = path
        stamp = FileSystem.stamp(path)
    }

    /// Whether nothing has happened to the dialog.
    func isUntouched(_ touched: Int64) -> Bool { self.touched == touched }

    /// Whether nothing has happened at all.
    func goesOn(_ touched: Int64) -> Bool { isUntouched(touched) && FileSystem.stamp(path) == stamp }
}
