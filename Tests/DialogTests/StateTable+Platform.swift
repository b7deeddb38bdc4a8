// The platform's events in the state table of docs/platform-contract.md.

import Dialog
import JSON

extension PageRow {
    static let platform: [PageRow] = [
        PageRow(
            "any", "`lead.message`, `bot.message`, `lead.menu_choice`",
            [
                Row(.bot, "lead's message", .lead("Привет"), .same, ["sendText 🙂 Клиент⏎Привет"]),
                Row(.bot, "bot's message", .robot("Чем помочь?"), .same, ["sendText 🤖 Бот⏎Чем помочь?"]),
                Row(.bot, "menu choice", .choice("about_us"), .same, ["sendText 🙂 Клиент⏎about_us"]),
                Row(.botOpen, "lead's message", .lead("Привет"), .same, ["sendText 🙂 Клиент⏎Привет"]),
                Row(.checking, "lead's message", .lead("Привет"), .same, ["sendText 🙂 Клиент⏎Привет"]),
                Row(.checking, "bot's message", .robot("Ищу"), .same, ["sendText 🤖 Бот⏎Ищу"]),
                Row(.checking, "menu choice", .choice("about_us"), .same, ["sendText 🙂 Клиент⏎about_us"]),
                Row(.waiting, "lead's message", .lead("Есть кто?"), .same, ["sendText 🙂 Клиент⏎Есть кто?"]),
                Row(.waiting, "bot's message", .robot("Ждём"), .same, ["sendText 🤖 Бот⏎Ждём"]),
                Row(.waiting, "menu choice", .choice("about_us"), .same, ["sendText 🙂 Клиент⏎about_us"]),
                Row(.anna, "lead's message", .lead("Да"), .same, ["sendText 🙂 Клиент⏎Да"]),
                Row(.anna, "bot's message", .robot("Ок"), .same, ["sendText 🤖 Бот⏎Ок"]),
                Row(.anna, "menu choice", .choice("about_us"), .same, ["sendText 🙂 Клиент⏎about_us"]),
            ]),
        PageRow(
            "any", "`lead.attributes`",
            [State.bot, .checking, .waiting, .anna].flatMap { state in
                [
                    Row(state, "merge", .platform(.attributes(.merge, ["имя": "Test"])), .same) {
                        $0.attributes = ["номер_заявки": 705, "имя": "Test"]
                    },
                    Row(state, "replace", .platform(.attributes(.replace, ["имя": "Test"])), .same) {
                        $0.attributes = ["имя": "Test"]
                    },
                ]
            }),
        PageRow(
            "any", "any event of a lead in an excluded channel",
            [State.bot, .checking, .waiting, .anna].map { state in
                let party = Party(botID: 49, leadID: 30400, channel: "umnico", name: "Пётр")
                return Row(
                    state, "message", .platform(.message(.lead, Message(text: "x")), party: party), .same,
                    reply: .ignored(.excludedChannel))
            }),
        PageRow(
            "any", "an event of an unknown type",
            [State.bot, .checking, .waiting, .anna].map { state in
                Row(state, "lead.dance", .platform(.unknown("lead.dance")), .same, reply: .ignored(.unknownType))
            }),
        PageRow(
            "any", "`operators.check`",
            [State.bot, .checking, .waiting, .anna].map { Row($0, "check", .platform(.operatorsCheck), .same) }),
        PageRow(
            "bot", "`transfer.request`",
            [
                Row(
                    .bot, "request", .request(), .phase(justAsked(), isOpen: false), ["getDestinations"],
                    reply: .awaitsOutcome),
                Row(
                    .bot, "request with attributes", .request(["a": 1]),
                    .phase(justAsked(attributes: ["a": 1]), isOpen: false), ["getDestinations"], reply: .awaitsOutcome),
                // The check goes first: the reply waits for it.
                Row(
                    .bot, "request with a history",
                    .platform(
                        .transferRequest(
                            attributes: nil,
                            history: [
                                PastMessage(speaker: .lead, message: Message(text: "Цена?")),
                                PastMessage(
                                    speaker: .bot,
                                    message: Message(
                                        text: "Прайс", attachments: [File(kind: .file, url: "https://f.example/b.pdf")])
                                ),
                            ]), id: "r1"),
                    .phase(justAsked(), isOpen: false),
                    [
                        "getDestinations", "sendText 🙂 Клиент⏎Цена?", "sendText 🤖 Бот⏎Прайс",
                        "sendFile https://f.example/b.pdf name=b.pdf",
                    ], reply: .awaitsOutcome),
                Row(
                    .botOpen, "request", .request(), .phase(justAsked(), isOpen: true), ["getDestinations"],
                    reply: .awaitsOutcome),
            ]),
        PageRow(
            "checking, waiting, operator", "`transfer.request`",
            [State.checking, .waiting, .anna].map {
                Row($0, "request", .request(), .same, reply: .ignored(.alreadyTransferred))
            }),
        PageRow(
            "bot", "`transfer.cancel`",
            [
                Row(.bot, "by the lead", .cancel(by: .lead), .same, reply: .ignored(.notTransferred)),
                Row(.botOpen, "by the bot", .cancel(by: .bot), .same, reply: .ignored(.notTransferred)),
            ]),
        PageRow(
            "checking", "`transfer.cancel`",
            [
                Row(.checking, "by the lead", .cancel(by: .lead), .like(.bot), ["answer to r1: failed", "drop #1"]),
                Row(.checkingPendingSaid, "by the bot", .cancel(by: .bot), .like(.bot), ["drop #1"]),
            ]),
        PageRow(
            "checking", "the reply says `pending`",
            [
                Row(
                    .checking, "pending said", .pendingSaid, .like(.checkingPendingSaid),
                    ["answer to r1: pending"]),
                Row(.checkingPendingSaid, "pending said again", .pendingSaid, .same),
                Row(.checking, "pending said to another request", .pendingSaid(request: "r2"), .same),
            ]),
        PageRow(
            "bot, waiting, operator", "the reply says `pending`",
            [State.bot, .waiting, .anna].map { Row($0, "pending said", .pendingSaid, .same) }),
        PageRow(
            "waiting, operator", "`transfer.cancel`",
            [
                Row(
                    .waiting, "by the lead", .cancel(by: .lead), .like(.botOpen),
                    ["sendText Клиент вернулся к боту", "dialog.returned by lead, run return"]),
                Row(
                    .anna, "by the bot", .cancel(by: .bot), .like(.botOpen),
                    ["sendText Клиент вернулся к боту", "dialog.returned by bot (Анна), run return"]),
                Row(
                    .selectQueued, "by the lead", .cancel(by: .lead), .like(.bot),
                    ["drop #2 #3 #4", "dialog.returned by lead, run return"]),
                Row(
                    .selectQueuedOverOpen, "by the lead", .cancel(by: .lead), .like(.botOpen),
                    ["drop #2 #3 #4", "dialog.returned by lead, run return"]),
                Row(
                    .selectSent, "by the lead", .cancel(by: .lead), .like(.botOpen),
                    ["drop #3 #4", "sendText Клиент вернулся к боту", "dialog.returned by lead, run return"]),
                Row(
                    .annaSelectSent, "by the lead", .cancel(by: .lead), .like(.botOpen),
                    ["drop #3 #4", "sendText Клиент вернулся к боту", "dialog.returned by lead (Анна), run return"]),
                Row(
                    .annaShown, "by the lead", .cancel(by: .lead), .like(.botOpen),
                    ["drop #2", "sendText Клиент вернулся к боту", "dialog.returned by lead (Анна), run return"]),
            ]),
    ]

    private static func justAsked(attributes: Members<JSON>? = nil) -> Phase {
        .checking(Check(request: "r1", askedAt: Sample.now, call: 10, attributes: attributes))
    }
}
