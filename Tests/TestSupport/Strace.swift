import POSIX
import Testing

/// The program that makes system calls fail and kills programs at them.
public enum Strace {
    /// Its path.
    public static let path = "/usr/bin/strace"
    /// Whether this machine has it and allows it. Some containers do not.
    public static let isAllowed =
        (try? Subprocess(path, ["-qq", "-o", "/dev/null", "/bin/true"]).run().ending) == .exited(0)
    /// Why tests that need it are skipped.
    public static let refusal: Comment =
        "strace is missing (scripts/install-dependencies), or this container refuses ptrace"
}
