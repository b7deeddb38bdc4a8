// The results of calls and the limits of time in the state table of docs/platform-contract.md.

@testable import Dialog

extension PageRow {
    private static let timeIsUp = Sample.now + 60_000
    private static let checkIsOld = Sample.now - 1_000 + Check.lifetime

    static let calls = checks + selections + silences + files + doubts + clocks

    private static let checks: [PageRow] = [
        PageRow(
            "checking", "an operator of the first group is online",
            [
                Row(
                    .checking, "online", .checked(Sample.group, online: true),
                    .phase(promised(dependants: [11]), isOpen: true),
                    [
                        "answer to r1: transferred 70001", "selectDestination 70001 name=Иван номер_заявки=705",
                        "notice transferred: Диалог переведён на оператора after #10",
                    ]),
                Row(
                    .checkingOpen, "online", .checked(Sample.group, online: true),
                    .phase(promised(dependants: [11], wasOpen: true), isOpen: true),
                    [
                        "answer to r1: transferred 70001", "selectDestination 70001 name=Иван номер_заявки=705",
                        "notice transferred: Диалог переведён на оператора after #10",
                    ]),
                Row(
                    .checkingPendingSaid, "online", .checked(Sample.group, online: true),
                    .phase(promised(dependants: [11, 12]), isOpen: true),
                    [
                        "selectDestination 70001 name=Иван номер_заявки=705",
                        "notice transferred: Диалог переведён на оператора after #10",
                        "transfer.result r1: transferred 70001 after #10",
                    ]),
                // LiveTex shows no conversation without a message.
                Row(
                    .silentChecking, "online", .checked(Sample.group, online: true),
                    .phase(promised(11, dependants: [12]), isOpen: true),
                    [
                        "answer to r1: transferred 70001", "sendText 🙂 Клиент⏎Иван",
                        "selectDestination 70001 name=Иван номер_заявки=705",
                        "notice transferred: Диалог переведён на оператора after #11",
                    ], change: { $0.isSilent = false }),
            ]),
        PageRow(
            "checking", "no operator is online, or there is no group",
            [
                Row(
                    .checking, "not online", .checked(Sample.group, online: false), .like(.bot),
                    ["answer to r1: no_operators 70001, run no_operators"]),
                Row(
                    .checkingPendingSaid, "not online", .checked(Sample.group, online: false), .like(.bot),
                    ["transfer.result r1: no_operators 70001, run no_operators"]),
                Row(
                    .checking, "no group", .checked(nil, online: false), .like(.bot),
                    ["answer to r1: no_operators -, run no_operators"]),
            ]),
        PageRow(
            "checking", "LiveTex refuses to say, or 10 minutes pass",
            [
                Row(.checking, "check refused", .checkRefused, .like(.bot), ["answer to r1: failed", "drop #1"]),
                Row(
                    .checkingPendingSaid, "check refused", .checkRefused, .like(.bot),
                    ["drop #1", "transfer.result r1: failed"]),
                Row(
                    .checking, "10 minutes", .clock, .like(.bot), ["answer to r1: failed", "drop #1"], now: checkIsOld),
                Row(
                    .checkingPendingSaid, "10 minutes", .clock, .like(.bot),
                    ["drop #1", "transfer.result r1: failed"], now: checkIsOld),
            ]),
    ]

    private static let selections: [PageRow] = [
        PageRow(
            "waiting, operator", "the selection goes out, or succeeds",
            [
                Row(
                    .selectQueued, "select begins", .result(.select(Sample.selection), 2, .started),
                    .like(.selectSent)),
                Row(.selectSent, "select succeeded", .selectSucceeded, .like(.waiting)),
                Row(.annaSelectSent, "select succeeded", .selectSucceeded, .like(.anna)),
                Row(.annaShown, "select begins", .result(.select(Sample.selection), 2, .started), .same),
                Row(.annaShown, "select succeeded", .selectSucceeded, .phase(confirmed, isOpen: true)),
            ]),
        PageRow(
            "waiting", "the selection is refused for good",
            [
                Row(
                    .selectSent, "select refused", .selectRefused, .like(.bot),
                    ["drop #3 #4", "transfer.result r1: failed"]),
                Row(
                    .selectSentOverOpen, "select refused", .selectRefused, .like(.botOpen),
                    ["drop #3 #4", "transfer.result r1: failed"]),
            ]),
        PageRow(
            "operator", "the selection is refused for good",
            [
                Row(.annaSelectSent, "select refused", .selectRefused, .like(.anna)),
                Row(.annaShown, "select refused", .selectRefused, .phase(confirmed, isOpen: true)),
            ]),
        PageRow(
            "waiting", "the selection is refused for good after an operator wrote without a name",
            [
                Row(
                    .shown, "select refused", .selectRefused,
                    .phase(confirmed.transfer.map { .waiting($0) } ?? .bot, isOpen: true))
            ]),
        PageRow(
            "bot, checking", "an earlier transfer's selection succeeds",
            [State.bot, .checking].map { Row($0, "select succeeded", .selectSucceeded, .sameOpen) }),
        PageRow(
            "bot, checking", "an earlier transfer's selection is refused for good",
            [State.botOpen, .checkingOpen].map { Row($0, "select refused", .selectRefused, .sameNotOpen) }),
        PageRow(
            "waiting", "`waiting_timeout` has passed",
            [
                Row(
                    .waiting, "waiting_timeout", .clock, .like(.botOpen),
                    [
                        "sendText Клиент вернулся к боту",
                        "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                        "dialog.returned by timeout, run no_operators",
                    ], now: timeIsUp),
                Row(
                    .selectQueued, "waiting_timeout", .clock, .like(.bot),
                    [
                        "drop #2 #3 #4", "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                        "dialog.returned by timeout, run no_operators",
                    ], now: timeIsUp),
                Row(
                    .selectSent, "waiting_timeout", .clock, .like(.botOpen),
                    [
                        "drop #3 #4", "sendText Клиент вернулся к боту",
                        "notice returned_to_bot: Оператор не ответил, диалог возвращён боту",
                        "dialog.returned by timeout, run no_operators",
                    ], now: timeIsUp),
            ]),
    ]

    private static let silences: [PageRow] = [
        PageRow(
            "operator", "`operator_timeout` has passed",
            [
                Row(
                    .annaSilent, "operator_timeout", .clock, .like(.botOpen),
                    [
                        "sendText Клиент вернулся к боту",
                        "notice returned_to_bot (Анна): Диалог возвращён боту: давно не было сообщений",
                        "dialog.returned by timeout (Анна), run return",
                    ], now: timeIsUp)
            ])
    ]

    /// The phase of ``State/annaSilent`` with another deadline.
    private static func silent(until deadline: Int64) -> Phase {
        guard case .operator(var stint) = State.annaSilent.dialog.phase else { return .bot }
        stint.deadline = deadline
        return .operator(stint)
    }

    /// The phase of ``State/annaShown`` with the selection confirmed.
    private static var confirmed: Phase {
        var phase = State.annaShown.dialog.phase
        phase.transfer?.progress = .succeeded
        return phase
    }

    /// The phase of ``State/waiting`` with another deadline.
    private static func waiting(until deadline: Int64) -> Phase {
        .waiting(
            Transfer(
                request: "r1", selection: Sample.selection, progress: .succeeded, dependants: [3, 4],
                floor: Sample.floor, deadline: deadline))
    }

    private static let files: [PageRow] = [
        PageRow(
            "any", "LiveTex refuses a file for good",
            [State.bot, .checking, .waiting, .anna].map { state in
                let file = OutgoingFile(
                    url: "https://f.example/a", name: nil, size: nil, comment: nil,
                    fallback: "🙂 Клиент\nhttps://f.example/a")
                return Row(
                    state, "file refused", .result(.sendFile(file), 7, .refused), .same,
                    ["instead of #7: sendText 🙂 Клиент⏎https://f.example/a"])
            })
    ]

    private static let doubts: [PageRow] = [
        PageRow(
            "waiting, operator", "the selection has certainly not arrived",
            [
                Row(.selectSent, "select not arrived", .selectNotArrived, .like(.selectQueued)),
                Row(.annaSelectSent, "select not arrived", .selectNotArrived, .like(.annaSelectQueued)),
                Row(.waiting, "an earlier select not arrived", .selectNotArrived, .same),
                Row(.annaShown, "select not arrived", .selectNotArrived, .same),
            ]),
        PageRow(
            "bot, checking", "an earlier transfer's selection has certainly not arrived",
            [State.bot, .checking].map { Row($0, "select not arrived", .selectNotArrived, .same) }),
        PageRow(
            "any", "a call to LiveTex may have arrived and is given up, or LiveTex confirms a message without an id",
            [State.bot, .checking, .waiting, .anna].map { state in
                Row(state, "text lost", .textLost, .same) {
                    $0.restoreMessages(last: $0.lastMessageID, unidentified: [MessageWords(text: "a")])
                }
            }),
        PageRow(
            "any", "an event for the platform is given up in doubt",
            [State.bot, .checking, .waiting, .anna].map { Row($0, "event lost", .eventLost, .same) }),
    ]

    private static let clocks: [PageRow] = [
        PageRow(
            "checking, waiting", "our clock was set back by more than ten minutes",
            [
                Row(
                    .checking, "100 s", .clockSetBack(by: 100_000),
                    .phase(.checking(Check(request: "r1", askedAt: Sample.now - 101_000, call: 1)), isOpen: false)),
                Row(
                    .waiting, "50 s", .clockSetBack(by: 50_000),
                    .phase(waiting(until: timeIsUp - 50_000), isOpen: true)),
                // No time is before 1970.
                Row(.waiting, "to 1970", .clockSetBack(by: .max), .phase(waiting(until: 0), isOpen: true)),
            ]),
        PageRow(
            "operator", "the same while a group is to be selected again",
            [
                Row(
                    .anna, "50 s", .clockSetBack(by: 50_000), .same,
                    change: { $0.phase.transfer?.reselectAt = Sample.now - 45_000 },
                    before: { $0.phase.transfer?.reselectAt = Sample.now + 5_000 })
            ]),
        PageRow(
            "bot", "our clock was set back by more than ten minutes",
            [Row(.bot, "50 s", .clockSetBack(by: 50_000), .same)]),
        PageRow(
            "operator", "our clock was set back by more than ten minutes",
            [
                Row(.anna, "50 s", .clockSetBack(by: 50_000), .same),
                Row(
                    .annaSilent, "50 s", .clockSetBack(by: 50_000),
                    .phase(silent(until: timeIsUp - 50_000), isOpen: true)),
                Row(.annaSilent, "to 1970", .clockSetBack(by: .max), .phase(silent(until: 0), isOpen: true)),
            ]),
        PageRow(
            "any", "time passes and no limit is reached",
            [
                Row(.bot, "time", .clock, .same, now: timeIsUp),
                Row(.checking, "less than 10 minutes", .clock, .same, now: checkIsOld - 1),
                Row(.waiting, "less than waiting_timeout", .clock, .same, now: timeIsUp - 1),
                Row(.anna, "waiting_timeout", .clock, .same, now: timeIsUp),
                Row(.annaSilent, "less than operator_timeout", .clock, .same, now: timeIsUp - 1),
            ]),
    ]

    /// The phase after a check that found an operator.
    private static func promised(_ select: Int64 = 10, dependants: [Int64], wasOpen: Bool = false) -> Phase {
        .waiting(
            Transfer(
                request: "r1", selection: Sample.selection, progress: .queued(select), dependants: dependants,
                deadline: Sample.now + 900_000, wasOpen: wasOpen))
    }
}
