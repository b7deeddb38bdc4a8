import ChannelBundle

/// What a sandbox is started with.
public struct SandboxOptions: Sendable {
    /// The bindings, with the addresses and secrets that the sandbox replaces.
    public var bindings: [Binding]
    /// The port on 127.0.0.1; 0 for any free one.
    public var port: UInt16 = 0
    /// Where the redirected bundle and the dialogs' state go; nil for a temporary directory that is removed at the end.
    public var workDirectory: String?
    /// `livetex-hook`, run as a CGI program under `/hooks`; nil where another web server does that, or nobody.
    public var hook: String?
    /// `livetex-courier`, which the hook starts.
    public var courier: String?
    /// How the hook has its calls delivered: `spawn`, `external` or `inline`.
    public var delivery = "spawn"
    /// Where webhooks and events go, before `/livetex/{binding}` and `/bot/{binding}`; nil for the sandbox's own `/hooks`.
    public var receiver: String?
    /// Whether the platform shows its token in `X-Bridge-Token` instead of `Authorization`, for hosts that keep that one.
    public var sendsBridgeToken = false
    /// Further variables for the hook.
    public var environment: [String: String] = [:]
    /// Whether every binding's webhook is registered from the start, as after `livetex-bridge webhook register`.
    public var registersWebhooks = true
    /// After so many milliseconds a hook is killed.
    public var hookTimeout: Int64 = 60_000

    /// - Parameters:
    ///   - hook: see ``hook``; the other parameters likewise.
    public init(
        bindings: [Binding], hook: String? = nil, courier: String? = nil, receiver: String? = nil
    ) {
        self.bindings = bindings
        self.hook = hook
        self.courier = courier
        self.receiver = receiver
    }
}
