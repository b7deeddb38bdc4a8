/// What a channel of the platform is to LiveTex.
enum ChannelKind: String, CaseIterable {
    /// Leads write there; their dialogs can be mirrored into LiveTex.
    case direct
    /// Operators already answer there, in a chat centre of its own.
    case chatCenter = "chat_center"
}

/// The channel codes that a file knows. Codes are compared without regard to case; here they are in lower case.
struct Channels {
    let kinds: [String: ChannelKind]
    /// The direct channels' codes, sorted.
    let direct: [String]
    /// The chat centres' codes, sorted.
    let chatCenters: [String]

    /// - Parameter declared: the channels of a file, besides the known ones.
    init(declared: [String: ChannelKind] = [:]) {
        kinds = Self.standard.merging(declared) { $1 }
        direct = kinds.filter { $0.value == .direct }.keys.sorted()
        chatCenters = kinds.filter { $0.value == .chatCenter }.keys.sorted()
    }

    private static let standard: [String: ChannelKind] = [
        "telegram": .direct, "widget": .direct, "viber": .direct, "vk": .direct,
        "umnico": .chatCenter, "bitrix": .chatCenter, "jivo": .chatCenter, "webim": .chatCenter, "pyrus": .chatCenter,
    ]

    /// The channel that is always excluded: mirroring it would be an echo.
    static let livetex = "livetex"

    /// Every code, also `livetex`.
    var known: Set<String> { Set(kinds.keys).union([Self.livetex]) }
}
