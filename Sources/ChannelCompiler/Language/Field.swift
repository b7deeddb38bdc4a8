/// Every place of the language that has a value, whether at the top, in `defaults`, or in a binding.
///
/// A binding that has been read is a table from field to node, so a rule asks for a value without any search.
enum Field: Int, CaseIterable {
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
    case notices, noticeTransferred, noticeOperatorJoined, noticeReturnedToBot, noticeTimeout, noticeCancelled
    case waitingTimeout, retention, allowPrivate

    /// The keys that lead to it from the top or from its binding.
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
        case .noticeTransferred: "notices.transferred"
        case .noticeOperatorJoined: "notices.operator_joined"
        case .noticeReturnedToBot: "notices.returned_to_bot"
        case .noticeTimeout: "notices.timeout"
        case .noticeCancelled: "notices.cancelled"
        case .waitingTimeout: "waiting_timeout"
        case .retention: "retention"
        case .allowPrivate: "allow_private"
        }
    }

    /// The last key of the path.
    var key: String { path.split(separator: ".").last.map(String.init) ?? path }

    static let urls: [Field] = [.publicURL, .apiURL, .botURL]
    static let secrets: [Field] = [.token, .webhookKey, .botToken, .botAcceptToken, .botSigningSecret]
    static let scriptCodes: [Field] = [
        .scriptNoOperators, .scriptTransfer, .scriptTransferOnline, .scriptTransferOffline, .scriptReturn,
    ]
    static let noticeTexts: [Field] = [
        .noticeTransferred, .noticeOperatorJoined, .noticeReturnedToBot, .noticeTimeout, .noticeCancelled,
    ]
    static let durations: [Field] = [.waitingTimeout, .retention]
}
