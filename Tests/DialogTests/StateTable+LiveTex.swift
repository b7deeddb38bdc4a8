// LiveTex's webhooks in the state table of docs/platform-contract.md.

import Dialog

extension PageRow {
    static let liveTex: [PageRow] = [
        PageRow(
            "waiting", "an operator reads, or writes",
            [
                Row(
                    .waiting, "Анна reads", .read(Sample.anna), .phase(answered(by: Sample.anna), isOpen: true),
                    ["notice operator_joined (Анна): Оператор Анна подключился к диалогу"]),
                Row(
                    .waiting, "Анна writes", .says(Sample.anna, "Здравствуйте"),
                    .phase(answered(by: Sample.anna), isOpen: true),
                    [
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                        "operator.message (Анна): Здравствуйте",
                    ]),
            ]),
        PageRow(
            "waiting", "a read mark or a message without an operator's name",
            [
                Row(.waiting, "read mark", .read(nil), .same),
                Row(.waiting, "message", .says(nil, "Ждите"), .same, ["operator.message: Ждите"]),
            ]),
        PageRow(
            "operator(a)", "b reads or writes, not before a's time",
            [
                Row(
                    .anna, "Борис reads", .read(Sample.boris), .phase(answered(by: Sample.boris), isOpen: true),
                    ["notice operator_joined (Борис): Оператор Борис подключился к диалогу"]),
                Row(
                    .anna, "Борис writes", .says(Sample.boris, "Я за Анну"),
                    .phase(answered(by: Sample.boris), isOpen: true),
                    [
                        "notice operator_joined (Борис): Оператор Борис подключился к диалогу",
                        "operator.message (Борис): Я за Анну",
                    ]),
                Row(
                    .anna, "Борис reads at a's time", .read(Sample.boris, at: Sample.joined),
                    .phase(answered(by: Sample.boris, since: Sample.joined), isOpen: true),
                    ["notice operator_joined (Борис): Оператор Борис подключился к диалогу"]),
            ]),
        PageRow(
            "operator(a)", "b reads or writes, before a's time",
            [
                Row(.anna, "Борис reads", .read(Sample.boris, at: Sample.joined - 1), .same),
                Row(
                    .anna, "Борис writes", .says(Sample.boris, "Сейчас", at: Sample.joined - 1), .same,
                    ["operator.message (Борис): Сейчас"]),
            ]),
        PageRow(
            "operator(a)", "a reads or writes; a read mark without a name",
            [
                Row(.anna, "Анна reads", .read(Sample.anna), .same),
                Row(.anna, "Анна writes", .says(Sample.anna, "Да"), .same, ["operator.message (Анна): Да"]),
                Row(.anna, "read mark without a name", .read(nil), .same),
            ]),
        PageRow(
            "waiting, operator", "a late read mark, message or end",
            [State.waiting, .anna].flatMap { state in
                let late = Sample.floor - 1
                return [
                    Row(state, "Борис reads", .read(Sample.boris, at: late), .same),
                    Row(
                        state, "Борис writes", .says(Sample.boris, "Поздно", at: late), .same,
                        ["operator.message (Борис): Поздно"]),
                    Row(state, "Анна closes", .closed(Sample.anna, at: late), .same),
                ]
            }),
        PageRow(
            "waiting, operator", "the operator closes",
            [State.waiting, .anna].map { state in
                Row(
                    state, "Анна closes", .closed(Sample.anna), .like(.bot),
                    [
                        "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                        "dialog.returned by operator (Анна), run return",
                    ])
            } + [
                Row(
                    .anna, "closed without a name", .closed(nil), .like(.bot),
                    ["notice returned_to_bot: Оператор вернул диалог боту", "dialog.returned by operator, run return"]),
                // The selection is not confirmed, but it has arrived. It must not go out again.
                Row(
                    .selectSent, "Анна closes", .closed(Sample.anna), .like(.bot),
                    [
                        "drop #2", "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                        "dialog.returned by operator (Анна), run return",
                    ]),
            ]),
        PageRow(
            "waiting, operator",
            "the same while our selection has not gone out yet, or is not confirmed and an earlier conversation was open",
            [
                Row(.selectQueued, "Анна closes", .closed(Sample.anna), .same),
                Row(.selectQueuedOverOpen, "Анна closes", .closed(Sample.anna), .like(.selectQueued)),
                Row(.selectSentOverOpen, "Анна closes", .closed(Sample.anna), .like(.selectSent)),
                Row(.annaSelectQueuedOverOpen, "Анна closes", .closed(Sample.anna), .like(.selectQueued)),
            ]),
        PageRow(
            "bot, checking", "the operator closes",
            [State.bot, .botOpen, .checking, .checkingOpen].map {
                Row($0, "Анна closes", .closed(Sample.anna), .sameNotOpen)
            }),
        PageRow(
            "bot, checking", "an operator reads",
            [State.bot, .botOpen, .checking].map { Row($0, "Анна reads", .read(Sample.anna), .same) }),
        PageRow(
            "bot, checking", "an operator writes (late, or the conversation is still open)",
            [State.bot, .botOpen, .checking].map {
                Row($0, "Анна writes", .says(Sample.anna, "Ещё"), .same, ["operator.message (Анна): Ещё"])
            }),
        PageRow(
            "any", "an operator writes `/bot` or `/operator`",
            [State.bot, .checking, .waiting, .anna].flatMap { state in
                [
                    Row(
                        state, "/bot", .says(Sample.boris, "/bot"), .same,
                        ["operator.command /bot (Борис), run return"]),
                    Row(
                        state, "/operator", .says(Sample.boris, "/operator"), .same,
                        ["operator.command /operator (Борис), run transfer"]),
                ]
            }),
        PageRow(
            "any", "LiveTex's automatic text",
            [State.bot, .checking, .waiting, .anna].map {
                Row($0, "HoldMessage", .liveTex(.hold("Ждите")), .same, ["notice system: Ждите"])
            }),
        PageRow(
            "waiting, operator", "LiveTex asks for a group again",
            [State.waiting, .anna].map {
                Row(
                    $0, "SelectDestination", .selectDestination, .same,
                    ["selectDestination again 70001 name=Иван номер_заявки=705 in 5 s"])
            }),
        PageRow(
            "bot, checking", "LiveTex asks for a group",
            [State.bot, .botOpen, .checking].map { Row($0, "SelectDestination", .selectDestination, .same) }),
        PageRow(
            "any", "any other webhook of LiveTex",
            [
                Row(.bot, "echo", .liveTex(.irrelevant("TextMessage")), .same),
                Row(.checking, "DestinationSelected", .liveTex(.irrelevant("DestinationSelected")), .same),
                Row(.waiting, "availability", .liveTex(.irrelevant("EmployeeAvailabilityChanged")), .same),
                Row(.anna, "unknown type", .liveTex(.irrelevant("Novelty")), .same),
            ]),
    ]

    /// The phase after an operator has read or written. The selection has succeeded.
    private static func answered(by person: Operator, since: Int64 = 7_000) -> Phase {
        guard case .waiting(let transfer) = State.waiting.dialog.phase else { return .bot }
        return .operator(Stint(operator: person, since: since, transfer: transfer))
    }
}
