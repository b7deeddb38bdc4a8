// Dialogs and decisions as short texts, for tests that read like the rows of the state table.

import Dialog
import JSON

extension Dialog {
    /// The phase, and `open`.
    var summary: String {
        let phase =
            switch phase {
            case .bot: "bot"
            case .checking: "checking"
            case .waiting: "waiting"
            case .operator(let stint): "operator(\(stint.operator.name))"
            }
        return isOpen ? "\(phase), open" : phase
    }
}

extension Decision {
    /// The reply where it is not `accepted`, then the effects.
    var summary: [String] {
        switch reply {
        case .accepted: effects
        case .awaitsOutcome: ["reply: waits for the outcome"] + effects
        case .ignored(let reason): ["reply: ignored \(reason.rawValue)"] + effects
        case .invalid(let error): ["reply: invalid \(error.message)"] + effects
        }
    }

    /// What happens, in order: the answer to a request that waits, the calls that leave the queue, those that join it.
    var effects: [String] {
        var lines: [String] = []
        if let settled { lines.append("answer to \(settled.request): \(settled.outcome.summary)") }
        if !dropped.isEmpty { lines.append("drop " + dropped.map { "#\($0)" }.joined(separator: " ")) }
        lines += moved.map { move in
            "#\(move.number) becomes #\(move.newNumber)" + (move.after.map { " after #\($0)" } ?? "")
        }
        lines += replaced.map { "instead of #\($0.number): \($0.call.summary)" }
        lines += calls.map { call in
            call.call.summary + (call.after.map { " after #\($0)" } ?? "")
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

/// The reply to an event and its effects, as texts.
func outcome(of event: Event, on dialog: Dialog, _ rules: DialogRules = Sample.rules, now: Int64 = Sample.now)
    -> [String]
{
    var dialog = dialog
    return reduce(&dialog, event, rules, now: now).summary
}
