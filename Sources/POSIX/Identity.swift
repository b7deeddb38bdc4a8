/// Whom the process acts for.
public enum Identity {
    /// Lets a process of root act as a file's owner from now on, so that what it makes belongs to them too. Nothing
    /// happens in a process of anybody else.
    public static func becomeOwner(of path: String) throws(SystemError) {
        var status = stat()
        guard geteuid() == 0, stat(path, &status) == 0, status.st_uid != 0 else { return }
        // The group first: afterwards it could not be changed any more.
        guard setegid(status.st_gid) == 0 else { throw SystemError("setegid", path) }
        guard seteuid(status.st_uid) == 0 else { throw SystemError("seteuid", path) }
    }
}
