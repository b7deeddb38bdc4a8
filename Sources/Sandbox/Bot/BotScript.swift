import JSON

/// The sandbox's bot: what it does when something happens. It greets, has a menu, answers two questions, sets attributes and
/// calls an operator.
struct BotScript: Sendable {
    /// The language of the bot's texts.
    enum Language: String, Sendable {
        case russian = "ru"
        case english = "en"
    }

    /// What happens to the bot.
    enum Input: Hashable, Sendable {
        /// The lead wrote, or opened the chat where there is no text.
        case said(String?)
        /// The lead picked the item with this code.
        case chose(String)
        /// A transfer ended so: `transferred`, `no_operators`, `failed` or `pending`.
        case transfer(String)
        /// The bot has the dialog again.
        case returned
        /// An operator asks for the bot, or for an operator.
        case command(String)
    }

    /// What the bot does then.
    enum Output: Hashable, Sendable {
        /// It writes, with or without its menu.
        case say(String, menu: Bool)
        /// It sets the attributes that operators see.
        case attributes([String: JSON])
        /// It asks for an operator.
        case transfer
        /// It takes the dialog back.
        case cancel
    }

    var language: Language
    /// Whether an operator has the dialog, as far as the bot was told. Then it is silent.
    private(set) var isSilent = false
    private var hasGreeted = false

    init(_ language: Language) { self.language = language }

    /// The items of the menu.
    var menu: [ScriptedEvent.MenuItem] {
        [
            ScriptedEvent.MenuItem(
                "1", text("Часы работы", "Opening hours"), scriptCode: "opening_hours", hidesCode: true),
            ScriptedEvent.MenuItem(
                "2", text("Где мой заказ?", "Where is my order?"), scriptCode: "order", hidesCode: true),
            ScriptedEvent.MenuItem(
                "3", text("Позвать оператора", "Call an operator"), scriptCode: "call_operator", hidesCode: true),
        ]
    }

    /// What the bot does when something happens.
    mutating func react(to input: Input) -> [Output] {
        switch input {
        case .transfer("transferred"):
            isSilent = true
            return []
        case .transfer("no_operators"):
            isSilent = false
            return [
                .say(
                    text(
                        "Сейчас никого из операторов нет на месте. Попробуйте позже, а пока могу помочь я.",
                        "No operator is there right now. Try again later; meanwhile I can help."), menu: true)
            ]
        case .transfer("pending"):
            return [.say(text("Ищу оператора…", "Looking for an operator…"), menu: false)]
        case .transfer:
            isSilent = false
            return [
                .say(
                    text(
                        "Не получилось позвать оператора. Попробуйте ещё раз.",
                        "I could not call an operator. Try again."),
                    menu: true)
            ]
        case .returned:
            isSilent = false
            return [.say(text("Я снова с вами. Чем ещё помочь?", "I am back. What else can I do?"), menu: true)]
        case .command("/operator"): return isSilent ? [] : [.transfer]
        case .command: return [.cancel]
        case .chose("1") where !isSilent:
            return [
                .say(text("Мы работаем каждый день с 9 до 21.", "We are open every day from 9 to 21."), menu: true)
            ]
        case .chose("2") where !isSilent:
            return [
                .attributes([text("Заказ", "Order"): 705, text("Город", "City"): .string(text("Казань", "Kazan"))]),
                .say(
                    text(
                        "Заказ 705 едет в Казань и будет завтра. Номер заказа увидит и оператор.",
                        "Order 705 is on its way to Kazan and arrives tomorrow. An operator will see its number too."),
                    menu: true),
            ]
        case .chose("3") where !isSilent: return [.transfer]
        case .chose: return []
        case .said(let said):
            guard !isSilent else { return [] }
            defer { hasGreeted = true }
            if !hasGreeted {
                return [
                    .say(
                        text(
                            "Здравствуйте! Я бот магазина. Чем помочь?", "Hello! I am the shop's bot. How can I help?"),
                        menu: true)
                ]
            }
            guard said != nil else { return [] }
            return [
                .say(
                    text("Я понимаю только кнопки. Выберите, пожалуйста:", "I understand only buttons. Please choose:"),
                    menu: true)
            ]
        }
    }

    private func text(_ russian: String, _ english: String) -> String { language == .russian ? russian : english }
}
