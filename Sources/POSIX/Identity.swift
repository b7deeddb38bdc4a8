/// The user that the process acts for.
public enum Identity {
    /// Makes a process of root act as a file's owner from now on, so that the owner also owns what it makes. Does nothing
    /// in a process of another user.
    public static func becomeOwner(of path: String) throws(SystemError) {
        var status = stat()
        guard geteuid() == 0, stat(path, &status) == 0, status.st_uid != 0 else { return }
        // The group first: without root's rights it cannot be changed.
        guard setegid(status.st_gid) == 0 else { throw SystemError("setegid", path) }
        guard seteuid(status.st_uid) == 0 else { throw SystemError("seteuid", path) }
    }
}
