// Dialogs and decisions as short texts, so that a test can stand beside the row of the table that it proves.

import Dialog
import JSON

extension Dialog {
    /// The phase, and `open`.
    var summary: String {
        let leader =
            switch phase {
            case .bot: "bot"
            case .checking: "checking"
            case .waiting: "waiting"
            case .operator(let stint): "operator(\(stint.operator.name))"
            }
        return isOpen ? "\(leader), open" : leader
    }
}

extension Dialog {
    /// What an event has changed beside phase and `open`, as far as rows of the table name it.
    func changes(since before: Dialog) -> [String] {
        var lines: [String] = []
        if case .checking(let old) = before.phase, case .checking(let new) = phase,
            old.pendingWasSaid != new.pendingWasSaid
        {
            lines.append("pending was said")
        }
        if case .started(let number) = before.progress, case .queued(number) = progress {
            lines.append("select #\(number) can be dropped")
        }
        if let message = before.lastMessageID, lastMessageID == nil { lines.append("forgets message \(message)") }
        if let old = before.deadline, let new = deadline, new < old {
            lines.append("deadline \((old - new) / 1000) s earlier")
        }
        return lines
    }

    private var progress: Transfer.Progress? {
        switch phase {
        case .bot, .checking: nil
        case .waiting(let transfer): transfer.progress
        case .operator(let stint): stint.transfer.progress
        }
    }
}

extension Decision {
    /// What happens, in order: the reply where it is not `accepted`, what leaves the queue, what joins it.
    var summary: [String] {
        var lines: [String] = []
        switch reply {
        case .accepted: break
        case .awaitsOutcome: lines.append("reply: waits for the outcome")
        case .ignored(let reason): lines.append("reply: ignored \(reason.rawValue)")
        case .invalid(let error): lines.append("reply: invalid \(error.message)")
        }
        if let settled { lines.append("answer to \(settled.request): \(settled.outcome.summary)") }
        if !dropped.isEmpty { lines.append("drop " + dropped.map { "#\($0)" }.joined(separator: " ")) }
        lines += replaced.map { "instead of #\($0.number): \($0.call.summary)" }
        lines += calls.map { call in
            call.call.summary + (call.after.map { " after #\($0)" } ?? "")
                + (call.notBefore == 0 ? "" : " in \((call.notBefore - Sample.now) / 1000) s")
        }
        return lines
    }
}

extension Call {
    var summary: String {
        switch self {
        case .liveTex(.sendText(let text)): "sendText \(text.inOneLine)"
        case .liveTex(.sendFile(let file)):
            (["sendFile \(file.url)"]
                + [
                    file.name.map { "name=\($0)" }, file.size.map { "size=\($0)" },
                    file.comment.map { "comment=\($0.inOneLine)" },
                ].compactMap { $0 }).joined(separator: " ")
        case .liveTex(.checkOperators): "getDestinations"
        case .liveTex(.select(let selection)): "selectDestination \(selection.summary)"
        case .liveTex(.reselect(let selection)): "selectDestination again \(selection.summary)"
        case .platform(let call): call.kind.summary
        }
    }
}

extension Selection {
    fileprivate var summary: String {
        let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([group.id] + (visitorName.map { ["name=\($0)"] } ?? []) + attributes).joined(separator: " ")
    }
}

extension PlatformCall.Kind {
    fileprivate var summary: String {
        switch self {
        case .notice(let kind, let text, let person): "notice \(kind.rawValue)\(person.by): \(text)"
        case .operatorMessage(let person, let message):
            "operator.message\(person.by): \(message.text ?? message.attachments.map(\.url).joined(separator: " "))"
        case .transferResult(let request, let outcome): "transfer.result \(request): \(outcome.summary)"
        case .dialogReturned(let by, let person, let script):
            "dialog.returned by \(by.rawValue)\(person.by), run \(script.type.rawValue)"
        case .operatorCommand(let command, let person, let script):
            "operator.command \(command.rawValue)\(person.by), run \(script.type.rawValue)"
        }
    }
}

extension TransferOutcome {
    var summary: String {
        switch self {
        case .transferred(let group): "transferred \(group.id)"
        case .noOperators(let group, let script): "no_operators \(group?.id ?? "-"), run \(script.type.rawValue)"
        case .pending: "pending"
        case .failed: "failed"
        }
    }
}

extension Operator? {
    fileprivate var by: String { map { " (\($0.name))" } ?? "" }
}

extension String {
    var inOneLine: String { split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "⏎") }
}

/// What an event does to a dialog, as texts.
func outcome(of event: Event, on dialog: Dialog, _ rules: DialogRules = Sample.rules, now: Int64 = Sample.now)
    -> [String]
{
    var dialog = dialog
    return reduce(&dialog, event, rules, now: now).summary
}
