import Dialog

/// A place of the language that has a value, whether at the top, in `defaults`, or in a binding.
///
/// A binding that has been read is a table from field to node, so a rule asks for a value without any search.
struct Field: Hashable, Sendable {
    /// The field's row in such a table.
    let rawValue: Int

    /// The fields that have a name of their own. The notices' texts come after them.
    private enum Name: Int, CaseIterable {
        // At the top.
        case version, publicURL, defaults, channels, bindings
        // In a binding.
        case id, name, token, webhookKey
        case headers, headerBot, headerLead
        case excludedChannels
        case group, groups, groupID, groupName, groupCode
        case api, apiVersion, apiURL
        case bot, botURL, botToken, botAcceptToken, botSigningSecret
        case scripts, scriptNoOperators, scriptTransfer, scriptTransferOnline, scriptTransferOffline, scriptReturn
        case notices
        case waitingTimeout, retention, allowPrivate

        var path: String {
            switch self {
            case .version: "version"
            case .publicURL: "public_url"
            case .defaults: "defaults"
            case .channels: "channels"
            case .bindings: "bindings"
            case .id: "id"
            case .name: "name"
            case .token: "token"
            case .webhookKey: "webhook_key"
            case .headers: "headers"
            case .headerBot: "headers.bot"
            case .headerLead: "headers.lead"
            case .excludedChannels: "excluded_channels"
            case .group: "group"
            case .groups: "groups"
            case .groupID: "group_id"
            case .groupName: "group_name"
            case .groupCode: "group_code"
            case .api: "api"
            case .apiVersion: "api.version"
            case .apiURL: "api.url"
            case .bot: "bot"
            case .botURL: "bot.url"
            case .botToken: "bot.token"
            case .botAcceptToken: "bot.accept_token"
            case .botSigningSecret: "bot.signing_secret"
            case .scripts: "scripts"
            case .scriptNoOperators: "scripts.no_operators"
            case .scriptTransfer: "scripts.transfer"
            case .scriptTransferOnline: "scripts.transfer_online"
            case .scriptTransferOffline: "scripts.transfer_offline"
            case .scriptReturn: "scripts.return"
            case .notices: "notices"
            case .waitingTimeout: "waiting_timeout"
            case .retention: "retention"
            case .allowPrivate: "allow_private"
            }
        }
    }

    private init(_ name: Name) { rawValue = name.rawValue }

    static let version = Field(.version)
    static let publicURL = Field(.publicURL)
    static let defaults = Field(.defaults)
    static let channels = Field(.channels)
    static let bindings = Field(.bindings)
    static let id = Field(.id)
    static let name = Field(.name)
    static let token = Field(.token)
    static let webhookKey = Field(.webhookKey)
    static let headers = Field(.headers)
    static let headerBot = Field(.headerBot)
    static let headerLead = Field(.headerLead)
    static let excludedChannels = Field(.excludedChannels)
    static let group = Field(.group)
    static let groups = Field(.groups)
    static let groupID = Field(.groupID)
    static let groupName = Field(.groupName)
    static let groupCode = Field(.groupCode)
    static let api = Field(.api)
    static let apiVersion = Field(.apiVersion)
    static let apiURL = Field(.apiURL)
    static let bot = Field(.bot)
    static let botURL = Field(.botURL)
    static let botToken = Field(.botToken)
    static let botAcceptToken = Field(.botAcceptToken)
    static let botSigningSecret = Field(.botSigningSecret)
    static let scripts = Field(.scripts)
    static let scriptNoOperators = Field(.scriptNoOperators)
    static let scriptTransfer = Field(.scriptTransfer)
    static let scriptTransferOnline = Field(.scriptTransferOnline)
    static let scriptTransferOffline = Field(.scriptTransferOffline)
    static let scriptReturn = Field(.scriptReturn)
    static let notices = Field(.notices)
    static let waitingTimeout = Field(.waitingTimeout)
    static let retention = Field(.retention)
    static let allowPrivate = Field(.allowPrivate)
}

extension Field {
    private static let names = Name.allCases.map(\.path)
    private static let allNotices = Notice.allCases

    private init(rawValue: Int) { self.rawValue = rawValue }

    /// The text of a notice.
    static func notice(_ notice: Notice) -> Field {
        Field(rawValue: names.count + (allNotices.firstIndex(of: notice) ?? 0))
    }

    static let allCases = (0..<names.count + allNotices.count).map { Field(rawValue: $0) }

    /// The notice whose text it is; nil for another field.
    var notice: Notice? { rawValue < Self.names.count ? nil : Self.allNotices[rawValue - Self.names.count] }

    /// The keys that lead to it from the top or from its binding.
    var path: String { notice.map { "notices.\($0.rawValue)" } ?? Self.names[rawValue] }

    /// The last key of the path.
    var key: String { path.split(separator: ".").last.map(String.init) ?? path }

    static let urls: [Field] = [.publicURL, .apiURL, .botURL]
    static let secrets: [Field] = [.token, .webhookKey, .botToken, .botAcceptToken, .botSigningSecret]
    static let scriptCodes: [Field] = [
        .scriptNoOperators, .scriptTransfer, .scriptTransferOnline, .scriptTransferOffline, .scriptReturn,
    ]
    static let noticeTexts = Notice.allCases.map(notice)
    static let durations: [Field] = [.waitingTimeout, .retention]
}
