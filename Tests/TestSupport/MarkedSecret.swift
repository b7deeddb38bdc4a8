// Secrets that can be recognised wherever they turn up: in a log, a dry run, a file, an error. Every secret that a test
// gives to a program begins with the same text, and whatever the programs leave behind is searched for it.

/// What all secrets of tests begin with.
public enum MarkedSecret {
    /// The sandbox's own secrets begin with it too (`SandboxSecrets`). Its length is a multiple of three, so that
    /// base64 keeps it apart from what follows.
    public static let mark = "sandbox-secret-"

    /// A secret for tests.
    public static func make(_ name: String) -> String { mark + name }
}
