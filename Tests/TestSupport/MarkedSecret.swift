/// Secrets that a search finds in a log, a dry run, a file or an error.
///
/// Every secret that a test gives to a program begins with the same text, and all that programs write is searched for
/// that text.
public enum MarkedSecret {
    /// The first characters of every secret, also of the sandbox's own (`SandboxSecrets`). Their number is a multiple of
    /// three, so their base64 does not depend on what follows.
    public static let mark = "sandbox-secret-"

    /// A secret that begins with the mark.
    public static func make(_ name: String) -> String { mark + name }
}
