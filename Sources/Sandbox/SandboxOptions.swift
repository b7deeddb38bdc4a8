import ChannelBundle

/// The settings of a sandbox.
public struct SandboxOptions: Sendable {
    /// The bindings. The sandbox replaces their addresses and secrets.
    public var bindings: [Binding]
    /// The port on 127.0.0.1; 0 for any free one.
    public var port: UInt16 = 0
    /// The directory for the redirected bundle and the state; nil for a temporary one, which is removed at the end.
    public var workDirectory: String?
    /// The path of `livetex-hook`, which runs as a CGI program under `/hooks`; nil when another web server runs it.
    public var receiver: String?
    /// The path of `livetex-courier`, which the receiver starts.
    public var courier: String?
    /// The path of `livetex-bridge`, which shows what is stored; nil where that is not needed.
    public var bridge: String?
    /// How the receiver has its calls delivered: `spawn`, `external` or `inline`.
    public var delivery = "spawn"
    /// Where webhooks and events go, before `/livetex/{binding}` and `/bot/{binding}`; nil for the sandbox's `/hooks`.
    public var receiverURL: String?
    /// Whether the platform sends its token in `X-Bridge-Token`, for hosts that keep `Authorization` to themselves.
    public var sendsBridgeToken = false
    /// A real platform's address: the bridge's events go there, and its secrets are those of the bindings.
    public var platformURL: String?
    /// A real LiveTex's address, before `/1.2`: the bridge's calls go there, and its secrets are those of the bindings.
    public var liveTexURL: String?
    /// Further environment variables of the receiver.
    public var environment: [String: String] = [:]
    /// Whether each binding's webhook is registered at the start, as by `livetex-bridge webhook register`.
    public var registersWebhooks = true
    /// How long the receiver may run, in milliseconds. Then it is killed.
    public var receiverTimeout: Int64 = 60_000

    /// Settings with defaults for all that is not named here.
    public init(
        bindings: [Binding], receiver: String? = nil, courier: String? = nil, receiverURL: String? = nil
    ) {
        self.bindings = bindings
        self.receiver = receiver
        self.courier = courier
        self.receiverURL = receiverURL
    }
}
