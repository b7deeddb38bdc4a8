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

    /// The rules of one binding.
    public init(
        binding: String, botHeader: String, leadHeader: String, excludedChannels: Set<String> = ["livetex"],
        notices: NoticeTemplates = NoticeTemplates(), scripts: [ScriptType: String] = [:], waitingTimeout: Int64? = nil
    ) {
        self.binding = binding
        self.botHeader = botHeader
        self.leadHeader = leadHeader
        self.excludedChannels = excludedChannels
        self.notices = notices
        self.scripts = scripts
        self.waitingTimeout = waitingTimeout
    }
}

/// The texts that the bridge itself says. A nil text is a notice that the configuration has silenced.
public struct NoticeTemplates: Hashable, Sendable {
    /// To the lead, once a transfer's selection has succeeded.
    public var transferred: String? = "Диалог переведён на оператора"
    /// To the lead, when an operator takes the dialog; `{operator}` is the name.
    public var operatorJoined: String? = "Оператор {operator} подключился к диалогу"
    /// To the lead, when the operator closes the dialog; `{operator}` is the name.
    public var returnedToBot: String? = "Оператор вернул диалог боту"
    /// To the lead, when nobody took the dialog in time.
    public var timeout: String? = "Оператор не ответил, диалог возвращён боту"
    /// To the operators, when the lead, the bot or the clock took the dialog back; `{operator}` is the name.
    public var cancelled: String? = "Клиент вернулся к боту"

    /// The default texts.
    public init() {}

    /// The template with the operator's name in place of `{operator}`.
    ///
    /// An unknown name leaves no gap behind: the space before the placeholder goes too, or the one after it where a
    /// line begins with it. Everything else stays as its author wrote it.
    public static func fill(_ template: String, operatorName: String?) -> String {
        let name = operatorName ?? ""
        var text = ""
        var rest = template[...]
        while let found = rest.firstRange(of: placeholder) {
            text += rest[..<found.lowerBound]
            rest = rest[found.upperBound...]
            if !name.isEmpty {
                text += name
            } else if text.last == " " {
                text.removeLast()
            } else if text.last?.isNewline ?? true, rest.first == " " {
                rest.removeFirst()
            }
        }
        return text + rest
    }

    /// The only placeholder.
    public static let placeholder = "{operator}"
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
