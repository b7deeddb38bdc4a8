/// What one binding's configuration means to its dialogs.
///
/// The core sees no addresses and no secrets, only this.
public struct DialogRules: Hashable, Sendable {
    /// The binding's id.
    public var binding: String
    /// The line above what the bot said; empty for none.
    public var botHeader: String
    /// The line above what the lead said; empty for none.
    public var leadHeader: String
    /// Channel codes, in lower case, whose leads are never mirrored. `livetex` is always among them.
    public var excludedChannels: Set<String>
    /// The texts for leads and operators.
    public var notices: NoticeTemplates
    /// Script codes of the platform by our script type; a type without an entry travels without a code.
    public var scripts: [ScriptType: String]
    /// How long a dialog may wait for an operator, in milliseconds; nil for ever.
    public var waitingTimeout: Int64?
    /// How long an operator may have a dialog in which neither side says anything, in milliseconds; nil for no limit.
    public var operatorTimeout: Int64?
    /// Whether files go to LiveTex although their addresses hold a credential.
    public var passesSecretAddresses: Bool

    /// The rules of one binding.
    public init(
        binding: String, botHeader: String, leadHeader: String, excludedChannels: Set<String> = ["livetex"],
        notices: NoticeTemplates = NoticeTemplates(), scripts: [ScriptType: String] = [:], waitingTimeout: Int64? = nil,
        operatorTimeout: Int64? = nil, passesSecretAddresses: Bool = false
    ) {
        self.binding = binding
        self.botHeader = botHeader
        self.leadHeader = leadHeader
        self.excludedChannels = excludedChannels
        self.notices = notices
        self.scripts = scripts
        self.waitingTimeout = waitingTimeout
        self.operatorTimeout = operatorTimeout
        self.passesSecretAddresses = passesSecretAddresses
    }
}

/// The kinds of script that the platform can be asked to run.
public enum ScriptType: String, Hashable, Sendable, CaseIterable {
    /// «Нет доступных операторов»
    case noOperators = "no_operators"
    /// «Перевод на оператора»
    case transfer
    /// «Перевод на оператора (онлайн)»
    case transferOnline = "transfer_online"
    /// «Перевод на оператора (оффлайн)»
    case transferOffline = "transfer_offline"
    /// «Возврат»
    case `return`
}
