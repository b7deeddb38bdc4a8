import Dialog

/// A place of the language that has a value, whether at the top, in `defaults`, or in a binding.
///
/// A binding that has been read is a table from field to node, so a rule asks for a value without any search.
struct Field: Hashable, Sendable {
    /// The field's row in such a table.
    let rawValue: Int

    /// The fields that have a name of their own. The notices' texts come after them.
    private enum Name: Int, CaseIterable {
        case version, publicURL, defaults, channels, bindings
        case id, name, token, webhookKey
        case headers, headerBot, headerLead
        case excludedChannels
        case group, groups, groupID, groupName, groupCode
        case api, apiVersion, apiURL
        case bot, botURL, botBody, botScriptCode, botToken, botTokenHeader, botAcknowledge, botAcceptToken,
            botSigningSecret
        case scripts, scriptNoOperators, scriptTransfer, scriptTransferOnline, scriptTransferOffline, scriptReturn
        case notices
        case attachments, attachmentSecretURLs
        case waitingTimeout, operatorTimeout, retention, allowPrivate
    }

    private init(rawValue: Int) { self.rawValue = rawValue }
    private init(_ name: Name) { rawValue = name.rawValue }

    static let version = Field(.version), publicURL = Field(.publicURL), defaults = Field(.defaults)
    static let channels = Field(.channels), bindings = Field(.bindings)
    static let id = Field(.id), name = Field(.name), token = Field(.token), webhookKey = Field(.webhookKey)
    static let headers = Field(.headers), headerBot = Field(.headerBot), headerLead = Field(.headerLead)
    static let excludedChannels = Field(.excludedChannels)
    static let group = Field(.group), groups = Field(.groups), groupID = Field(.groupID)
    static let groupName = Field(.groupName), groupCode = Field(.groupCode)
    static let api = Field(.api), apiVersion = Field(.apiVersion), apiURL = Field(.apiURL)
    static let bot = Field(.bot), botURL = Field(.botURL), botToken = Field(.botToken)
    static let botBody = Field(.botBody), botScriptCode = Field(.botScriptCode)
    static let botTokenHeader = Field(.botTokenHeader), botAcknowledge = Field(.botAcknowledge)
    static let botAcceptToken = Field(.botAcceptToken), botSigningSecret = Field(.botSigningSecret)
    static let scripts = Field(.scripts), scriptNoOperators = Field(.scriptNoOperators)
    static let scriptTransfer = Field(.scriptTransfer), scriptTransferOnline = Field(.scriptTransferOnline)
    static let scriptTransferOffline = Field(.scriptTransferOffline), scriptReturn = Field(.scriptReturn)
    static let notices = Field(.notices)
    static let attachments = Field(.attachments), attachmentSecretURLs = Field(.attachmentSecretURLs)
    static let waitingTimeout = Field(.waitingTimeout), operatorTimeout = Field(.operatorTimeout)
    static let retention = Field(.retention)
    static let allowPrivate = Field(.allowPrivate)

    /// The text of a notice.
    static func notice(_ notice: Notice) -> Field {
        Field(rawValue: Name.allCases.count + (Notice.allCases.firstIndex(of: notice) ?? 0))
    }

    static let allCases = Name.allCases.map(Field.init(_:)) + noticeTexts

    /// The notice whose text it is; nil for another field.
    var notice: Notice? { Notice.allCases.first { Field.notice($0) == self } }
    /// The keys that lead to it from the top or from its binding.
    var path: String { Language.shape(of: self).path }
    /// The last key of the path.
    var key: String { Language.shape(of: self).name }

    static let urls: [Field] = [.publicURL, .apiURL, .botURL]
    static let secrets: [Field] = [.token, .webhookKey, .botToken, .botAcceptToken, .botSigningSecret]
    static let scriptCodes: [Field] = [
        .scriptNoOperators, .scriptTransfer, .scriptTransferOnline, .scriptTransferOffline, .scriptReturn,
    ]
    static let noticeTexts = Notice.allCases.map(notice)
    static let durations: [Field] = [.waitingTimeout, .operatorTimeout, .retention]
}
