// The dialogs, people and events of the core's tests, named as in the state table of docs/platform-contract.md.

import Dialog
import JSON

/// People, rules and times that all tests share.
enum Sample {
    static let party = Party(botID: 49, leadID: 30400, channel: "telegram", name: "Иван")
    static let group = OperatorGroup(id: "70001", name: "Продажи")
    static let anna = Operator(id: "501", name: "Анна")
    static let boris = Operator(id: "502", name: "Борис")
    /// Our clock, in milliseconds since 1970.
    static let now: Int64 = 1_000_000
    /// LiveTex's time when the transfer was decided; an older event is stale.
    static let floor: Int64 = 5_000
    /// LiveTex's time when Анна's stint began.
    static let joined: Int64 = 6_000

    static let rules = DialogRules(
        binding: "support", botHeader: "🤖 Бот", leadHeader: "🙂 Клиент", excludedChannels: ["livetex", "umnico"],
        waitingTimeout: 900_000)
    static let selection = Selection(group: group, visitorName: "Иван", attributes: ["номер_заявки": "705"])
}

/// A dialog in one of the table's phases. Its queued calls: 1 is the check, 2 the selection, 3 the notice and 4 the
/// result that wait for the selection. New calls count from 10.
enum State: String, CaseIterable {
    case bot
    case botOpen = "bot, open"
    case checking
    case checkingOpen = "checking, open"
    case checkingPendingSaid = "checking, pending was said"
    case selectQueued = "waiting, select not sent"
    case selectQueuedOverOpen = "waiting, select not sent, an earlier conversation open"
    case selectSent = "waiting, select sent and not confirmed"
    case selectSentOverOpen = "waiting, select sent and not confirmed, an earlier conversation open"
    case waiting
    case anna = "operator(Анна)"
    case annaSelectSent = "operator(Анна), select sent and not confirmed"
    case annaSelectQueued = "operator(Анна), select not sent"
    case annaSelectQueuedOverOpen = "operator(Анна), select not sent, an earlier conversation open"
    case shown = "waiting, an operator has written, select not confirmed"
    case annaShown = "operator(Анна) has written, select not confirmed"
    case annaSilent = "operator(Анна), who may be silent for a minute more"
    case silentChecking = "checking, nothing was said in LiveTex"

    var dialog: Dialog {
        var dialog = Dialog(party: Sample.party)
        dialog.attributes = ["номер_заявки": 705]
        dialog.nextCall = 10
        dialog.lastMessageID = "m0"
        dialog.isSilent = self == .silentChecking
        switch self {
        case .bot: break
        case .botOpen: dialog.isOpen = true
        case .checking: dialog.phase = .checking(check(pendingWasSaid: false))
        case .checkingOpen:
            dialog.phase = .checking(check(pendingWasSaid: false))
            dialog.isOpen = true
        case .checkingPendingSaid: dialog.phase = .checking(check(pendingWasSaid: true))
        case .selectQueued: dialog.phase = .waiting(transfer(.queued(2)))
        case .selectQueuedOverOpen: dialog.phase = .waiting(transfer(.queued(2), wasOpen: true))
        case .selectSent: dialog.phase = .waiting(transfer(.started(2)))
        case .selectSentOverOpen: dialog.phase = .waiting(transfer(.started(2), wasOpen: true))
        case .waiting: dialog.phase = .waiting(transfer(.succeeded))
        case .anna: dialog.phase = .operator(stint(.succeeded))
        case .annaSilent:
            var stint = stint(.succeeded)
            stint.deadline = Sample.now + 60_000
            dialog.phase = .operator(stint)
        case .annaSelectSent: dialog.phase = .operator(stint(.started(2)))
        case .annaSelectQueued: dialog.phase = .operator(stint(.queued(2)))
        case .shown: dialog.phase = .waiting(shown)
        case .annaShown:
            dialog.phase = .operator(Stint(operator: Sample.anna, since: Sample.joined, transfer: shown))
        case .silentChecking: dialog.phase = .checking(check(pendingWasSaid: false))
        case .annaSelectQueuedOverOpen: dialog.phase = .operator(stint(.queued(2), wasOpen: true))
        }
        switch dialog.phase {
        case .waiting, .operator:
            dialog.isOpen = true
            dialog.liveTexTime = Sample.floor
        case .bot, .checking: break
        }
        return dialog
    }

    private func check(pendingWasSaid: Bool) -> Check {
        Check(request: "r1", askedAt: Sample.now - 1_000, call: 1, pendingWasSaid: pendingWasSaid)
    }

    private func transfer(_ progress: Transfer.Progress, wasOpen: Bool = false) -> Transfer {
        Transfer(
            request: "r1", selection: Sample.selection, progress: progress, dependants: [3, 4], floor: Sample.floor,
            deadline: Sample.now + 60_000, wasOpen: wasOpen)
    }

    private var shown: Transfer {
        var transfer = transfer(.shown(2), wasOpen: true)
        transfer.dependants = []
        return transfer
    }

    private func stint(_ progress: Transfer.Progress, wasOpen: Bool = false) -> Stint {
        Stint(operator: Sample.anna, since: Sample.joined, transfer: transfer(progress, wasOpen: wasOpen))
    }
}

// MARK: - Events

extension Event {
    static func platform(_ kind: PlatformEvent.Kind, id: String = "e1", party: Party = Sample.party) -> Event {
        .platform(PlatformEvent(id: id, party: party, kind: kind))
    }

    static func lead(_ text: String) -> Event { .platform(.message(.lead, Message(text: text))) }
    static func robot(_ text: String) -> Event { .platform(.message(.bot, Message(text: text))) }
    static func choice(_ code: String) -> Event { .platform(.menuChoice(shown: code)) }
    static func request(_ attributes: Members<JSON>? = nil) -> Event {
        .platform(.transferRequest(attributes: attributes), id: "r1")
    }
    static func cancel(by canceller: Canceller) -> Event { .platform(.transferCancel(canceller)) }

    /// A webhook; by default later than everything before it.
    static func liveTex(_ kind: LiveTexEvent.Kind, id: String = "w1", at time: Int64? = 7_000) -> Event {
        .liveTex(LiveTexEvent(id: id, timestamp: time, kind: kind))
    }

    static func says(_ person: Operator?, _ text: String, at time: Int64? = 7_000) -> Event {
        .liveTex(.message(person, OperatorMessage(id: "w1", text: text)), at: time)
    }
    static func read(_ person: Operator?, at time: Int64? = 7_000) -> Event { .liveTex(.read(person), at: time) }
    static func closed(_ person: Operator?, at time: Int64? = 7_000) -> Event { .liveTex(.closed(person), at: time) }
    static let selectDestination = Event.liveTex(.selectDestination, at: nil)

    static func result(_ call: LiveTexCall, _ number: Int64, _ outcome: CallOutcome) -> Event {
        .call(QueuedCall(number: number, call: .liveTex(call)), outcome)
    }
    static func checked(_ group: OperatorGroup?, online: Bool) -> Event {
        result(.checkOperators, 1, .checked(group, online: online))
    }
    static let checkRefused = result(.checkOperators, 1, .refused)
    static let selectSucceeded = result(.select(Sample.selection), 2, .delivered())
    static let selectNotArrived = result(.select(Sample.selection), 2, .notArrived)
    static let eventLost = Event.call(
        QueuedCall(
            number: 9, call: .platform(PlatformCall(id: "p", time: 0, kind: .transferResult(request: "r", .failed)))),
        .lost)
    static let pendingSaid = Event.pendingSaid(request: "r1")
    static let textLost = result(.sendText("a"), 9, .lost)
    static let selectRefused = result(.select(Sample.selection), 2, .refused)
}

/// The core's attachment; Testing has a type of the same name.
typealias File = Attachment
