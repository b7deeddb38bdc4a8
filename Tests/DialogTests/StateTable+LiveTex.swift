// LiveTex's webhooks in the state table of docs/platform-contract.md.

@testable import Dialog

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
            "waiting", "the same before the selection is confirmed",
            [
                // Nobody sees the dialog before it is selected, so the selection has arrived.
                Row(
                    .selectSent, "Анна reads", .read(Sample.anna),
                    .phase(comeAbout(.succeeded, joined: Sample.anna), isOpen: true),
                    [
                        "drop #2", "#3 becomes #10", "#4 becomes #11",
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                    ]),
                Row(
                    .selectSent, "Анна writes", .says(Sample.anna, "Да"),
                    .phase(comeAbout(.succeeded, joined: Sample.anna), isOpen: true),
                    [
                        "drop #2", "#3 becomes #10", "#4 becomes #11",
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                        "operator.message (Анна): Да",
                    ]),
                // The earlier conversation may be meant. The selection still has to bring the attributes.
                Row(
                    .selectSentOverOpen, "Анна writes", .says(Sample.anna, "Да"),
                    .phase(comeAbout(.shown(2), wasOpen: true, joined: Sample.anna), isOpen: true),
                    [
                        "#3 becomes #10", "#4 becomes #11",
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                        "operator.message (Анна): Да",
                    ]),
                Row(
                    .selectQueuedOverOpen, "Анна reads", .read(Sample.anna),
                    .phase(comeAbout(.shown(2), wasOpen: true, joined: Sample.anna), isOpen: true),
                    [
                        "#3 becomes #10", "#4 becomes #11",
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                    ]),
                Row(
                    .selectQueued, "Анна writes", .says(Sample.anna, "Да"),
                    .phase(comeAbout(.shown(2), joined: Sample.anna), isOpen: true),
                    [
                        "#3 becomes #10", "#4 becomes #11",
                        "notice operator_joined (Анна): Оператор Анна подключился к диалогу",
                        "operator.message (Анна): Да",
                    ]),
            ]),
        PageRow(
            "waiting", "a read mark or a message without an operator's name",
            [
                Row(.waiting, "read mark", .read(nil), .same),
                Row(.selectSent, "read mark", .read(nil), .same),
                Row(.waiting, "message", .says(nil, "Ждите"), .same, ["operator.message: Ждите"]),
                Row(
                    .selectSent, "message", .says(nil, "Ждите"), .phase(comeAbout(.succeeded), isOpen: true),
                    ["drop #2", "#3 becomes #10", "#4 becomes #11", "operator.message: Ждите"]),
                Row(
                    .selectSentOverOpen, "message", .says(nil, "Ждите"),
                    .phase(comeAbout(.shown(2), wasOpen: true), isOpen: true),
                    ["#3 becomes #10", "#4 becomes #11", "operator.message: Ждите"]),
                Row(.shown, "message", .says(nil, "Ждите"), .same, ["operator.message: Ждите"]),
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
            } + [
                // What the lead is told of the transfer goes on waiting, and the message does not.
                Row(
                    .selectSent, "Борис writes", .says(Sample.boris, "Поздно", at: Sample.floor - 1),
                    .phase(waiting(for: [11, 12]), isOpen: true),
                    ["#3 becomes #11 after #2", "#4 becomes #12 after #2", "operator.message (Борис): Поздно"]),
                Row(.selectSent, "Борис reads", .read(Sample.boris, at: Sample.floor - 1), .same),
            ]),
        PageRow(
            "waiting, operator", "the operator closes",
            [State.waiting, .anna].map { state in
                Row(
                    state, "Анна closes", .closed(Sample.anna), .like(.bot),
                    [
                        "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                        "dialog.returned by operator (Анна), run return",
                    ], change: silence)
            } + [
                Row(
                    .anna, "closed without a name", .closed(nil), .like(.bot),
                    ["notice returned_to_bot: Оператор вернул диалог боту", "dialog.returned by operator, run return"],
                    change: silence)
            ]
                // The selection is not confirmed, but it has arrived. It must not go out again.
                + [State.selectSent, .shown, .annaShown].map { state in
                    Row(
                        state, "Анна closes", .closed(Sample.anna), .like(.bot),
                        [
                            "drop #2", "notice returned_to_bot (Анна): Оператор вернул диалог боту",
                            "dialog.returned by operator (Анна), run return",
                        ], change: silence)
                }),
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
                Row($0, "Анна closes", .closed(Sample.anna), .sameNotOpen, change: silence)
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
            } + [
                Row(
                    .selectSent, "/bot", .says(Sample.boris, "/bot"), .phase(waiting(for: [11, 12]), isOpen: true),
                    [
                        "#3 becomes #11 after #2", "#4 becomes #12 after #2",
                        "operator.command /bot (Борис), run return",
                    ])
            ]),
        PageRow(
            "any", "LiveTex's automatic text",
            [State.bot, .checking, .waiting, .anna].map {
                Row($0, "HoldMessage", .liveTex(.hold("Ждите")), .same, ["notice system: Ждите"])
            } + [
                Row(
                    .selectSent, "HoldMessage", .liveTex(.hold("Ждите")),
                    .phase(waiting(for: [11, 12]), isOpen: true),
                    ["#3 becomes #11 after #2", "#4 becomes #12 after #2", "notice system: Ждите"])
            ]),
        PageRow(
            "waiting, operator", "LiveTex asks for a group again",
            [State.waiting, .anna].flatMap { state in
                [
                    Row(state, "SelectDestination", .selectDestination, .same) {
                        $0.phase.transfer?.reselectAt = Sample.now + 5_000
                    }
                ]
            }),
        PageRow(
            "waiting, operator", "5 seconds later",
            [State.waiting, .anna].map {
                Row(
                    $0, "time", .clock, .same, ["selectDestination again 70001 name=Иван номер_заявки=705"],
                    before: { $0.phase.transfer?.reselectAt = Sample.now })
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

    private static let silence: @Sendable (inout Dialog) -> Void = { $0.isSilent = true }

    /// The phase of ``State/selectSent`` with other calls that wait for the selection.
    private static func waiting(for dependants: [Int64]) -> Phase {
        var phase = State.selectSent.dialog.phase
        phase.transfer?.dependants = dependants
        return phase
    }

    /// The phase after an operator's sign that came before the selection was confirmed.
    private static func comeAbout(
        _ progress: Transfer.Progress, wasOpen: Bool = false, joined person: Operator? = nil
    ) -> Phase {
        guard var transfer = State.selectSent.dialog.phase.transfer else { return .bot }
        transfer.progress = progress
        transfer.wasOpen = wasOpen
        transfer.dependants = []
        return person.map { .operator(Stint(operator: $0, since: 7_000, transfer: transfer)) } ?? .waiting(transfer)
    }

    /// The phase after an operator has read or written. The selection has succeeded.
    private static func answered(by person: Operator, since: Int64 = 7_000) -> Phase {
        guard case .waiting(let transfer) = State.waiting.dialog.phase else { return .bot }
        return .operator(Stint(operator: person, since: since, transfer: transfer))
    }
}
