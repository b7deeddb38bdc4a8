// The state table of docs/platform-contract.md, row by row: the phase, what happens, the phase then, and what comes of
// it.

import Dialog
import Testing

/// One row of the table.
struct Row: Sendable, CustomTestStringConvertible {
    let phase: State
    let event: Event
    let name: String
    let next: String
    let effects: [String]
    let now: Int64

    init(_ phase: State, _ name: String, _ event: Event, _ next: String, _ effects: [String], now: Int64 = Sample.now) {
        self.phase = phase
        self.name = name
        self.event = event
        self.next = next
        self.effects = effects
        self.now = now
    }

    var testDescription: String { "\(phase.rawValue) | \(name)" }
}

extension Row {
    private static let timeIsUp = Sample.now + 60_000
    private static let checkIsOld = Sample.now - 1_000 + Dialog.checkLifetime

    static let table: [Row] =
        mirroring + requests + checks + selections + stints + endings + webhooks + replies + doubts + clocks

    /// bot, checking | lead/bot message, menu choice | same | mirror
    /// waiting, operator | lead or bot message, menu choice | same | relayed or mirrored with its header
    static let mirroring: [Row] = [
        Row(.bot, "lead's message", .lead("Привет"), "bot", ["sendText 🙂 Клиент⏎Привет"]),
        Row(.bot, "bot's message", .robot("Чем помочь?"), "bot", ["sendText 🤖 Бот⏎Чем помочь?"]),
        Row(.bot, "menu choice", .choice("about_us"), "bot", ["sendText 🙂 Клиент⏎about_us"]),
        Row(.botOpen, "lead's message", .lead("Привет"), "bot, open", ["sendText 🙂 Клиент⏎Привет"]),
        Row(.checking, "lead's message", .lead("Привет"), "checking", ["sendText 🙂 Клиент⏎Привет"]),
        Row(.checking, "bot's message", .robot("Ищу"), "checking", ["sendText 🤖 Бот⏎Ищу"]),
        Row(.checking, "menu choice", .choice("about_us"), "checking", ["sendText 🙂 Клиент⏎about_us"]),
        Row(.waiting, "lead's message", .lead("Есть кто?"), "waiting, open", ["sendText 🙂 Клиент⏎Есть кто?"]),
        Row(.waiting, "bot's message", .robot("Ждём"), "waiting, open", ["sendText 🤖 Бот⏎Ждём"]),
        Row(.waiting, "menu choice", .choice("about_us"), "waiting, open", ["sendText 🙂 Клиент⏎about_us"]),
        Row(.anna, "lead's message", .lead("Да"), "operator(Анна), open", ["sendText 🙂 Клиент⏎Да"]),
        Row(.anna, "bot's message", .robot("Ок"), "operator(Анна), open", ["sendText 🤖 Бот⏎Ок"]),
        Row(.anna, "menu choice", .choice("about_us"), "operator(Анна), open", ["sendText 🙂 Клиент⏎about_us"]),
        Row(.bot, "attributes", .platform(.attributes(.merge, ["имя": "Test"])), "bot", []),
        Row(.checking, "attributes", .platform(.attributes(.merge, ["имя": "Test"])), "checking", []),
        Row(.waiting, "attributes", .platform(.attributes(.merge, ["имя": "Test"])), "waiting, open", []),
        Row(.anna, "attributes", .platform(.attributes(.replace, [:])), "operator(Анна), open", []),
    ]

    static let requests: [Row] = [
        // bot | transfer.request | checking | a check call behind the earlier mirror calls; the reply waits
        Row(.bot, "transfer.request", .request(), "checking", ["reply: waits for the outcome", "getDestinations"]),
        Row(
            .botOpen, "transfer.request", .request(), "checking, open",
            ["reply: waits for the outcome", "getDestinations"]),
        // checking | transfer.request / transfer.cancel | same / bot | ignored already_transferred / the check is
        // dropped
        Row(.checking, "transfer.request", .request(), "checking", ["reply: ignored already_transferred"]),
        Row(.checking, "transfer.cancel", .cancel(by: .lead), "bot", ["answer to r1: failed", "drop #1"]),
        Row(.checkingPendingSaid, "transfer.cancel", .cancel(by: .bot), "bot", ["drop #1"]),
        // waiting, operator | transfer.request | same | ignored already_transferred
        Row(.waiting, "transfer.request", .request(), "waiting, open", ["reply: ignored already_transferred"]),
        Row(.anna, "transfer.request", .request(), "operator(Анна), open", ["reply: ignored already_transferred"]),
        // bot | transfer.cancel | bot | ignored not_transferred
        Row(.bot, "transfer.cancel", .cancel(by: .lead), "bot", ["reply: ignored not_transferred"]),
        Row(.botOpen, "transfer.cancel", .cancel(by: .bot), "bot, open", ["reply: ignored not_transferred"]),
    ]

    static let checks: [Row] = [
        // checking | result: first group online | waiting, open | select; after it: notice; transfer.result if pending
        // was said
        Row(
            .checking, "first group online", .checked(Sample.group, online: true), "waiting, open",
            [
                "answer to r1: transferred 70001", "selectDestination 70001 name=Иван номер_заявки=705",
                "notice transferred: Диалог переведён на оператора after #10",
            ]),
        Row(
            .checkingPendingSaid, "first group online", .checked(Sample.group, online: true), "waiting, open",
            [
                "selectDestination 70001 name=Иван номер_заявки=705",
                "notice transferred: Диалог переведён на оператора after #10",
                "transfer.result r1: transferred 70001 after #10",
            ]),
        // checking | result: not online, or no group | bot | outcome no_operators with its script; nothing else
        Row(
            .checking, "not online", .checked(Sample.group, online: false), "bot",
            ["answer to r1: no_operators 70001, run no_operators"]),
        Row(
            .checkingPendingSaid, "not online", .checked(Sample.group, online: false), "bot",
            ["transfer.result r1: no_operators 70001, run no_operators"]),
        Row(
            .checking, "no group", .checked(nil, online: false), "bot",
            ["answer to r1: no_operators -, run no_operators"]),
        // checking | the check refused, or 10 minutes old | bot | transfer.result failed
        Row(.checking, "check refused", .checkRefused, "bot", ["answer to r1: failed", "drop #1"]),
        Row(.checkingPendingSaid, "check refused", .checkRefused, "bot", ["drop #1", "transfer.result r1: failed"]),
        Row(.checking, "time", .clock, "checking", [], now: checkIsOld - 1),
        Row(.checking, "10 minutes", .clock, "bot", ["answer to r1: failed", "drop #1"], now: checkIsOld),
        Row(
            .checkingPendingSaid, "10 minutes", .clock, "bot", ["drop #1", "transfer.result r1: failed"],
            now: checkIsOld),
    ]

    static let selections: [Row] = [
        Row(.selectQueued, "select begins", .result(.select(Sample.selection), 2, .started), "waiting, open", []),
        Row(.selectSent, "select succeeded", .selectSucceeded, "waiting, open", []),
        // waiting | result: select refused for good | bot, not open | its notice is dropped; transfer.result failed
        Row(.selectSent, "select refused", .selectRefused, "bot", ["drop #3 #4", "transfer.result r1: failed"]),
        // An operator who answers proves that the transfer stands.
        Row(.annaSelectSent, "select refused", .selectRefused, "operator(Анна), open", []),
    ]

    static let stints: [Row] = [
        // waiting | MessageDelivered with employee, or an operator's message | operator(e) | notice (before the
        // message)
        Row(
            .waiting, "read by Анна", .read(Sample.anna), "operator(Анна), open",
            ["notice operator_joined (Анна): Оператор Анна подключился к диалогу"]),
        Row(
            .waiting, "Анна writes", .says(Sample.anna, "Здравствуйте"), "operator(Анна), open",
            [
                "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                "operator.message (Анна): Здравствуйте",
            ]),
        Row(.waiting, "read by nobody named", .read(nil), "waiting, open", []),
        Row(.waiting, "nobody named writes", .says(nil, "Ждите"), "waiting, open", ["operator.message: Ждите"]),
        // operator(a) | the same by b, not older than a's stint | operator(b) | notice with b's name
        Row(
            .anna, "read by Борис", .read(Sample.boris), "operator(Борис), open",
            ["notice operator_joined (Борис): Оператор Борис подключился к диалогу"]),
        Row(
            .anna, "Борис writes", .says(Sample.boris, "Я за Анну"), "operator(Борис), open",
            [
                "notice operator_joined (Борис): Оператор Борис подключился к диалогу",
                "operator.message (Борис): Я за Анну",
            ]),
        Row(
            .anna, "Борис wrote before Анна came", .says(Sample.boris, "Сейчас", at: Sample.joined - 1),
            "operator(Анна), open", ["operator.message (Борис): Сейчас"]),
        // operator(a) | the same by a; MessageDelivered without employee | same | message relayed; no notice
        Row(.anna, "read by Анна", .read(Sample.anna), "operator(Анна), open", []),
        Row(.anna, "Анна writes", .says(Sample.anna, "Да"), "operator(Анна), open", ["operator.message (Анна): Да"]),
        Row(.anna, "read by nobody named", .read(nil), "operator(Анна), open", []),
        // bot | read mark | bot | nothing
        Row(.bot, "read by Анна", .read(Sample.anna), "bot", []),
        Row(.botOpen, "read by Анна", .read(Sample.anna), "bot, open", []),
        Row(.checking, "read by Анна", .read(Sample.anna), "checking", []),
        // bot | operator's message (late, or the dialog is still open) | bot | relayed; no notice
        Row(.bot, "Анна writes", .says(Sample.anna, "Ещё"), "bot", ["operator.message (Анна): Ещё"]),
        Row(.botOpen, "Анна writes", .says(Sample.anna, "Ещё"), "bot, open", ["operator.message (Анна): Ещё"]),
        Row(.checking, "Анна writes", .says(Sample.anna, "Ещё"), "checking", ["operator.message (Анна): Ещё"]),
    ]

    static let endings: [Row] = [
        // waiting, operator | Closed, not stale | bot, not open | notice returned_to_bot; dialog.returned by operator
        Row(
            .waiting, "Closed", .closed(Sample.anna), "bot",
            [
                "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                "dialog.returned by operator (Анна), run return",
            ]),
        Row(
            .anna, "Closed", .closed(Sample.anna), "bot",
            [
                "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                "dialog.returned by operator (Анна), run return",
            ]),
        Row(
            .anna, "Closed by nobody named", .closed(nil), "bot",
            ["notice returned_to_bot: Оператор вернул диалог боту", "dialog.returned by operator, run return"]),
        // Our select is under way and has evidently arrived: it must not go out again.
        Row(
            .selectSent, "Closed", .closed(Sample.anna), "bot",
            [
                "drop #2", "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                "dialog.returned by operator (Анна), run return",
            ]),
        // Our select has not gone out, or nobody knows: only the earlier conversation ends.
        Row(.selectQueuedOverOpen, "Closed", .closed(Sample.anna), "waiting, open", []),
        Row(.selectSentOverOpen, "Closed", .closed(Sample.anna), "waiting, open", []),
        // A stale Closed does nothing.
        Row(.waiting, "stale Closed", .closed(Sample.anna, at: Sample.floor - 1), "waiting, open", []),
        Row(.anna, "stale Closed", .closed(Sample.anna, at: Sample.floor - 1), "operator(Анна), open", []),
        // bot | Closed | bot, not open | nothing
        Row(.bot, "Closed", .closed(Sample.anna), "bot", []),
        Row(.botOpen, "Closed", .closed(Sample.anna), "bot", []),
        Row(.checking, "Closed", .closed(Sample.anna), "checking", []),
        // waiting, operator | transfer.cancel | bot, open stays | a select not yet sent is dropped with its notice,
        // else one service line; dialog.returned, no notice
        Row(
            .waiting, "transfer.cancel", .cancel(by: .lead), "bot, open",
            ["sendText Клиент вернулся к боту", "dialog.returned by lead, run return"]),
        Row(
            .anna, "transfer.cancel", .cancel(by: .bot), "bot, open",
            ["sendText Клиент вернулся к боту", "dialog.returned by bot (Анна), run return"]),
        Row(
            .selectQueued, "transfer.cancel", .cancel(by: .lead), "bot",
            ["drop #2 #3 #4", "dialog.returned by lead, run return"]),
        Row(
            .selectQueuedOverOpen, "transfer.cancel", .cancel(by: .lead), "bot, open",
            ["drop #2 #3 #4", "dialog.returned by lead, run return"]),
        Row(
            .selectSent, "transfer.cancel", .cancel(by: .lead), "bot, open",
            ["drop #3 #4", "sendText Клиент вернулся к боту", "dialog.returned by lead, run return"]),
        // waiting | waiting_timeout passed | bot, open stays | notice with the timeout text; dialog.returned by
        // timeout, script no_operators; service line to the operators
        Row(.waiting, "time", .clock, "waiting, open", [], now: timeIsUp - 1),
        Row(
            .waiting, "waiting_timeout", .clock, "bot, open",
            [
                "sendText Клиент вернулся к боту",
                "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                "dialog.returned by timeout, run no_operators",
            ], now: timeIsUp),
        Row(
            .selectQueued, "waiting_timeout", .clock, "bot",
            [
                "drop #2 #3 #4", "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                "dialog.returned by timeout, run no_operators",
            ], now: timeIsUp),
        Row(
            .selectSent, "waiting_timeout", .clock, "bot, open",
            [
                "drop #3 #4", "sendText Клиент вернулся к боту",
                "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                "dialog.returned by timeout, run no_operators",
            ], now: timeIsUp),
        Row(.anna, "waiting_timeout", .clock, "operator(Анна), open", [], now: timeIsUp),
        Row(.bot, "time", .clock, "bot", [], now: timeIsUp),
    ]

    static let webhooks: [Row] = [
        // any | HoldMessage | same | notice system
        Row(.bot, "HoldMessage", .liveTex(.hold("Ждите")), "bot", ["notice system: Ждите"]),
        Row(.checking, "HoldMessage", .liveTex(.hold("Ждите")), "checking", ["notice system: Ждите"]),
        Row(.waiting, "HoldMessage", .liveTex(.hold("Ждите")), "waiting, open", ["notice system: Ждите"]),
        Row(.anna, "HoldMessage", .liveTex(.hold("Ждите")), "operator(Анна), open", ["notice system: Ждите"]),
        // waiting, operator | SelectDestination | same | after 5 s selectDestination again with the stored group
        Row(
            .waiting, "SelectDestination", .selectDestination, "waiting, open",
            ["selectDestination again 70001 name=Иван номер_заявки=705 in 5 s"]),
        Row(
            .anna, "SelectDestination", .selectDestination, "operator(Анна), open",
            ["selectDestination again 70001 name=Иван номер_заявки=705 in 5 s"]),
        // bot, checking | SelectDestination | same | nothing
        Row(.bot, "SelectDestination", .selectDestination, "bot", []),
        Row(.botOpen, "SelectDestination", .selectDestination, "bot, open", []),
        Row(.checking, "SelectDestination", .selectDestination, "checking", []),
        // any | from: "User", DestinationSelected, EmployeeAvailabilityChanged, unknown | same | nothing
        Row(.bot, "echo", .liveTex(.irrelevant("TextMessage")), "bot", []),
        Row(.checking, "echo", .liveTex(.irrelevant("DestinationSelected")), "checking", []),
        Row(.waiting, "echo", .liveTex(.irrelevant("EmployeeAvailabilityChanged")), "waiting, open", []),
        Row(.anna, "echo", .liveTex(.irrelevant("Novelty")), "operator(Анна), open", []),
    ]

    static let replies: [Row] = [
        // checking | the reply says pending | same | the outcome will travel as an event
        Row(.checking, "pending said", .pendingSaid, "checking", ["answer to r1: pending", "pending was said"]),
        Row(.checkingPendingSaid, "pending said", .pendingSaid, "checking", []),
        Row(.checking, "pending said to another", .pendingSaid(request: "r2"), "checking", []),
        // bot, waiting, operator | the reply says pending | same | nothing
        Row(.bot, "pending said", .pendingSaid, "bot", []),
        Row(.waiting, "pending said", .pendingSaid, "waiting, open", []),
        Row(.anna, "pending said", .pendingSaid, "operator(Анна), open", []),
    ]

    static let doubts: [Row] = [
        // waiting, operator | the selection has certainly not arrived | same | it can be dropped until it goes out again
        Row(.selectSent, "select not arrived", .selectNotArrived, "waiting, open", ["select #2 can be dropped"]),
        Row(
            .annaSelectSent, "select not arrived", .selectNotArrived, "operator(Анна), open",
            ["select #2 can be dropped"]),
        Row(.waiting, "select not arrived", .selectNotArrived, "waiting, open", []),
        Row(.bot, "select not arrived", .selectNotArrived, "bot", []),
        Row(.checking, "select not arrived", .selectNotArrived, "checking", []),
        // any | a call to LiveTex is given up in doubt | same | the last confirmed message is forgotten
        Row(.bot, "text lost", .textLost, "bot", ["forgets message m0"]),
        Row(.checking, "text lost", .textLost, "checking", ["forgets message m0"]),
        Row(.waiting, "text lost", .textLost, "waiting, open", ["forgets message m0"]),
        Row(.anna, "text lost", .textLost, "operator(Анна), open", ["forgets message m0"]),
        // any | an event for the platform is given up in doubt | same | nothing
        Row(.anna, "event lost", .eventLost, "operator(Анна), open", []),
    ]

    static let clocks: [Row] = [
        // checking, waiting | our clock was set back | same | the deadline moves with it
        Row(.checking, "clock set back", .clockSetBack(by: 100_000), "checking", ["deadline 100 s earlier"]),
        Row(.waiting, "clock set back", .clockSetBack(by: 50_000), "waiting, open", ["deadline 50 s earlier"]),
        // A time is never before 1970: Sample.now is 1,000 s after it, and the deadline a minute later.
        Row(.waiting, "clock set back to 1970", .clockSetBack(by: .max), "waiting, open", ["deadline 1060 s earlier"]),
        // bot, operator | our clock was set back | same | nothing
        Row(.bot, "clock set back", .clockSetBack(by: 50_000), "bot", []),
        Row(.anna, "clock set back", .clockSetBack(by: 50_000), "operator(Анна), open", []),
    ]
}
