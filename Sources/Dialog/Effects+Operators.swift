// The effects of the state table's rows: operators come and go, and the dialog goes back to the bot.

extension Step {
    /// An operator reads or writes, so the dialog is theirs.
    mutating func join(_ newcomer: Operator, _ event: LiveTexEvent) {
        let transfer: Transfer
        switch dialog.phase {
        case .bot, .checking: return
        case .waiting(let current): transfer = current
        case .operator(let stint):
            if stint.operator.id == newcomer.id { return }
            // A colleague read or wrote before the current stint began, and the webhook is late.
            if let time = event.timestamp, let since = believed(stint.since), time < since { return }
            transfer = stint.transfer
        }
        dialog.phase = .operator(
            Stint(
                operator: newcomer, since: event.timestamp, transfer: transfer,
                deadline: rules.operatorTimeout.map { now + $0 }))
        say(.operatorJoined, naming: newcomer, id: liveTexID(event.kind.joining, event))
    }

    /// Somebody has said something, so the operator's stint goes on.
    mutating func extendStint() {
        guard case .operator(var stint) = dialog.phase else { return }
        stint.deadline = rules.operatorTimeout.map { now + $0 }
        dialog.phase = .operator(stint)
    }

    /// The operator ends the conversation.
    mutating func close(by closer: Operator?, _ event: LiveTexEvent) {
        guard var transfer = dialog.phase.transfer else { return }
        switch transfer.progress {
        case .queued,
            .started where transfer.wasOpen:
            // Our selection has not gone out, or is not confirmed: this ends the conversation that was open before it.
            transfer.wasOpen = false
            dialog.phase = .waiting(transfer)
            return
        // No other conversation was open, so ours has arrived. Sent again, the selection would open a new conversation.
        case .started(let select), .shown(let select): drop([select])
        case .succeeded: break
        }
        dialog.phase = .bot
        endConversation()
        say(.returnedToBot, naming: closer, id: liveTexID("closed", event))
        returned(.operator, closer, .return, id: liveTexID("returned", event))
    }

    /// LiveTex's conversation with the lead is over.
    mutating func endConversation() {
        dialog.isOpen = false
        dialog.isSilent = true
    }

    /// The lead, the bot or the clock ends the transfer. LiveTex has no method for that, so its operator gets a text.
    mutating func takeBack(by returner: Returner, cause: String) {
        guard let transfer = dialog.phase.transfer else { return }
        let present: Operator? = if case .operator(let stint) = dialog.phase { stint.operator } else { nil }
        dialog.phase = .bot
        switch transfer.progress {
        case .queued(let select):
            drop([select] + transfer.dependants)
            dialog.isOpen = transfer.wasOpen
        case .started:
            drop(transfer.dependants)
            say(.cancelled, naming: present, id: DerivedID.platform(cause, "cancelled"))
        case .shown(let select):
            drop([select])
            say(.cancelled, naming: present, id: DerivedID.platform(cause, "cancelled"))
        case .succeeded: say(.cancelled, naming: present, id: DerivedID.platform(cause, "cancelled"))
        }
        if returner == .timeout, let present {
            say(.operatorTimeout, naming: present, id: DerivedID.platform(cause, "operator-timeout:notice"))
            returned(.timeout, present, .return, id: DerivedID.platform(cause, "operator-timeout"))
        } else if returner == .timeout {
            say(.timeout, id: DerivedID.platform(cause, "timeout:notice"))
            returned(.timeout, nil, .noOperators, id: DerivedID.platform(cause, "timeout"))
        } else {
            returned(returner, present, .return, id: DerivedID.platform(cause, "returned"))
        }
    }

    private mutating func returned(_ by: Returner, _ person: Operator?, _ script: ScriptType, id: String) {
        tell(.dialogReturned(by: by, person, rules.script(script)), id: id)
    }
}

extension LiveTexEvent.Kind {
    /// The name of the joining that it causes. A text, a file and a read mark may share one id.
    fileprivate var joining: String {
        switch self {
        case .message(_, let message): message.attachments.isEmpty ? "joined-by-message" : "joined-by-file"
        default: "joined"
        }
    }
}

extension Canceller {
    var returner: Returner {
        switch self {
        case .lead: .lead
        case .bot: .bot
        }
    }
}
