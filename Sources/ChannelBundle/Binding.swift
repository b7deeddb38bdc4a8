import Dialog

/// One connection of one bot to one LiveTex contact point, as the compiler gives it to the other programs.
public struct Binding: Hashable, Sendable {
    /// Part of the webhooks' URLs: `[a-z0-9-]`, unique.
    public var id: String
    /// The channel's name, for people.
    public var name: String
    /// Where LiveTex and the platform reach the receiver; without a slash at the end.
    public var publicURL: String
    /// The access key of the contact point.
    public var token: SecretReference
    /// What LiveTex echoes in every webhook. The first is registered; any is accepted.
    public var webhookKeys: [SecretReference]
    /// Which LiveTex API is called, and where.
    public var api: LiveTexAPI
    /// How the platform is reached.
    public var platform: PlatformEndpoint
    /// Every channel code that the configuration knows, in lower case. Others are mirrored too, and logged.
    public var knownChannels: Set<String>
    /// How long a closed, quiet dialog is kept, in milliseconds; at least 48 hours.
    public var retention: Int64
    /// Hosts on private addresses that may be called, as ``AddressKind/canonical(host:)`` spells them.
    public var allowPrivate: Set<String>
    /// The part that the core needs.
    public var rules: DialogRules

    /// A binding with all its parts.
    public init(
        id: String, name: String, publicURL: String, token: SecretReference, webhookKeys: [SecretReference],
        api: LiveTexAPI, platform: PlatformEndpoint, knownChannels: Set<String>, retention: Int64,
        allowPrivate: Set<String>,
        rules: DialogRules
    ) {
        self.id = id
        self.name = name
        self.publicURL = publicURL
        self.token = token
        self.webhookKeys = webhookKeys
        self.api = api
        self.platform = platform
        self.knownChannels = knownChannels
        self.retention = retention
        self.allowPrivate = allowPrivate
        self.rules = rules
    }

    /// The default of `name`.
    public static let defaultName = "LiveTex (Chat Center)"
    /// The default of `retention`: 30 days.
    public static let defaultRetention: Int64 = 30 * 24 * 3_600_000
    /// The shortest `retention`: LiveTex repeats a webhook for 24 hours, and its receipt is kept with the dialog.
    public static let minimumRetention: Int64 = 48 * 3_600_000
    /// The longest duration that a configuration can name, in milliseconds: 999,999,999 days. It can be added to any time.
    public static let longestDuration: Int64 = 999_999_999 * 24 * 3_600_000
}

/// Which LiveTex Messaging API a binding uses.
public struct LiveTexAPI: Hashable, Sendable {
    /// The edition, as in a method's path.
    public enum Version: String, Hashable, Sendable, CaseIterable, Comparable {
        case v1_0 = "1.0"
        case v1_1 = "1.1"
        case v1_2 = "1.2"

        /// By age.
        public static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }

        /// Whether it has `getHistory` and `getCurrentDestination`: since 1.1 (edition tables of LiveTex's documentation).
        public var hasHistory: Bool { self >= .v1_1 }

        /// Whether a webhook can be registered for some types only: since 1.1 (the same tables).
        public var hasTypeFilter: Bool { self >= .v1_1 }
    }

    /// The edition that is called.
    public var version: Version
    /// The address before the version; without a slash at the end.
    public var url: String

    /// An API, by default the newest edition of the public service.
    public init(version: Version = .v1_2, url: String = LiveTexAPI.defaultURL) {
        self.version = version
        self.url = url
    }

    /// The public service.
    public static let defaultURL = "https://messaging.livetex.ru"
}
