// The effects of the state table's rows, in detail.

import JSON

// MARK: The dialog's content

extension Step {
    /// Stores what the platform says about the lead. A field that it leaves out stays as it was.
    mutating func remember(_ party: Party) {
        var party = party
        party.channel = party.channel ?? dialog.party?.channel
        party.name = party.name ?? dialog.party?.name
        dialog.party = party
    }

    mutating func mirror(_ calls: [LiveTexCall]) {
        if !calls.isEmpty { dialog.isSilent = false }
        for call in calls { queue(.liveTex(call)) }
    }

    mutating func store(_ new: Members<JSON>, _ mode: AttributeMode) {
        var attributes = mode == .merge ? dialog.attributes : [:]
        for (name, value) in new { attributes[name] = value == .null ? nil : value }
        guard attributes.count <= LeadAttributes.maximumCount else {
            let problem = "would make \(attributes.count) attributes; LiveTex takes \(LeadAttributes.maximumCount)"
            decision.reply = .invalid(FieldError(path: "data.attributes", problem: problem))
            return
        }
        dialog.attributes = attributes
    }

    mutating func relay(_ message: OperatorMessage, from sender: Operator?, _ event: LiveTexEvent, isBelated: Bool) {
        tellAtOnce(
            .operatorMessage(sender, message), id: liveTexID(message.attachments.isEmpty ? "message" : "file", event),
            time: event.timestamp, isBelated: isBelated)
    }

    /// Shows the lead an automatic text of LiveTex unchanged: it is no template of ours.
    mutating func pass(on text: String, _ event: LiveTexEvent) {
        guard !text.isEmpty else { return }
        tellAtOnce(.notice(.system, text: text, nil), id: liveTexID("hold", event))
    }

    mutating func ask(_ command: OperatorCommand, of sender: Operator?, _ event: LiveTexEvent, isBelated: Bool) {
        tellAtOnce(
            .operatorCommand(command, sender, rules.script(command.script)), id: liveTexID("command", event),
            time: event.timestamp, isBelated: isBelated)
    }

    /// Tells the platform what LiveTex says. It does not wait for the selection: what does is queued again behind it.
    ///
    /// - Parameters:
    ///   - time: of an operator's word by LiveTex's clock; nil for the bridge's time.
    ///   - isBelated: whether LiveTex may date other words later that came earlier.
    private mutating func tellAtOnce(
        _ kind: PlatformCall.Kind, id: String, time: Int64? = nil, isBelated: Bool = false
    ) {
        let number = tell(kind, id: id, time: time)
        if isBelated { decision.belated.append(number) }
        guard let transfer = dialog.phase.transfer, let select = transfer.progress.number else { return }
        let moved = move(transfer.dependants, after: select)
        dialog.phase.transfer?.dependants = moved
    }
}

// MARK: From the request to the selection

extension Step {
    /// Asks LiveTex who is online, after everything that was queued before.
    mutating func check(request: String, _ attributes: Members<JSON>?, _ reason: String?) {
        let call = queue(.liveTex(.checkOperators))
        dialog.phase = .checking(
            Check(request: request, askedAt: now, call: call, attributes: attributes, reason: reason))
        decision.reply = .awaitsOutcome
    }

    /// An operator is online: selects the group, and tells the lead after that has succeeded.
    mutating func promise(_ check: Check, _ group: OperatorGroup) {
        // Without a message LiveTex has no conversation to show (v1.2, index page: select after the first message).
        if dialog.isSilent, let text = check.reason ?? dialog.party?.nameOrID {
            mirror(rules.rendering(Message(text: text), from: .lead))
        }
        let attributes = (check.attributes ?? dialog.attributes).compactMapValues(LeadAttributes.text)
        let selection = Selection(group: group, visitorName: dialog.party?.name, attributes: attributes)
        let select = queue(.liveTex(.select(selection)))
        var dependants: [Int64] = []
        if let notice = say(.transferred, id: DerivedID.platform(check.request, "notice"), after: select) {
            dependants.append(notice)
        }
        if check.pendingWasSaid {
            dependants.append(result(.transferred(group), request: check.request, after: select))
        } else {
            decision.settled = Settlement(request: check.request, outcome: .transferred(group))
        }
        dialog.phase = .waiting(
            Transfer(
                request: check.request, selection: selection, progress: .queued(select), dependants: dependants,
                floor: believed(dialog.liveTexTime), deadline: rules.waitingTimeout.map { now + $0 },
                wasOpen: dialog.isOpen))
        dialog.isOpen = true
    }

    /// No operator is online: the dialog stays with the bot, and the platform runs a script.
    mutating func decline(_ check: Check, _ group: OperatorGroup?) {
        conclude(check, .noOperators(group, rules.script(.noOperators)))
    }

    /// Whether an operator is online cannot be found out.
    mutating func fail(_ check: Check) {
        drop([check.call])
        conclude(check, .failed)
    }

    /// The platform has cancelled the transfer. It knows that, so it gets no event; only a request that still waits for
    /// its reply gets one.
    mutating func drop(_ check: Check) {
        drop([check.call])
        dialog.phase = .bot
        if !check.pendingWasSaid { decision.settled = Settlement(request: check.request, outcome: .failed) }
    }

    private mutating func conclude(_ check: Check, _ outcome: TransferOutcome) {
        dialog.phase = .bot
        if check.pendingWasSaid {
            result(outcome, request: check.request)
        } else {
            decision.settled = Settlement(request: check.request, outcome: outcome)
        }
    }

    @discardableResult
    private mutating func result(_ outcome: TransferOutcome, request: String, after: Int64? = nil) -> Int64 {
        tell(.transferResult(request: request, outcome), id: DerivedID.platform(request, "result"), after: after)
    }

    /// The selection has come further, if it is the current transfer's.
    mutating func advance(_ select: Int64, to progress: Transfer.Progress) {
        guard let current = dialog.phase.transfer?.progress, current.number == select else { return }
        if case .shown = current, progress != .succeeded { return }
        dialog.phase.transfer?.progress = progress
    }

    /// An operator has read or written. Operators see only what is selected, so the transfer has come about, whatever became
    /// of the call's answer. The lead is told now: no word of an operator waits for LiveTex.
    mutating func comeAbout() {
        guard let transfer = dialog.phase.transfer else { return }
        switch transfer.progress {
        case .succeeded, .shown: return
        case .started(let select) where !transfer.wasOpen:
            drop([select])
            dialog.phase.transfer?.progress = .succeeded
        // It may be the conversation that was open before. The selection still brings the name and the attributes.
        case .queued(let select), .started(let select): dialog.phase.transfer?.progress = .shown(select)
        }
        _ = move(transfer.dependants, after: nil)
        dialog.phase.transfer?.dependants = []
    }

    /// LiveTex will never take the selection, so the transfer has failed. If an operator has read or written, it has
    /// succeeded all the same: an earlier conversation is still open, or the answer to the selection was lost.
    mutating func selectionRefused(_ select: Int64) {
        switch dialog.phase {
        case .bot, .checking: dialog.isOpen = false
        case .waiting(let transfer) where transfer.progress == .shown(select): advance(select, to: .succeeded)
        case .waiting(let transfer) where transfer.progress.number == select:
            drop(transfer.dependants)
            dialog.phase = .bot
            dialog.isOpen = transfer.wasOpen
            result(.failed, request: transfer.request)
        case .operator(let stint) where stint.transfer.progress.number == select: advance(select, to: .succeeded)
        case .waiting, .operator: break  // The selection of an earlier transfer, requeued by a person.
        }
    }

    /// LiveTex knows of no selection. It may have said so before ours reached it, so this waits a little. The lead's words do
    /// not wait with it.
    mutating func planReselection() {
        let earlier = dialog.phase.transfer?.reselectAt ?? .max
        dialog.phase.transfer?.reselectAt = min(earlier, now + Self.reselectDelay)
    }

    private static let reselectDelay: Int64 = 5_000

    mutating func reselect() {
        guard let selection = dialog.phase.transfer?.selection else { return }
        dialog.phase.transfer?.reselectAt = nil
        queue(.liveTex(.reselect(selection)))
    }
}

// MARK: The queue

extension Step {
    mutating func drop(_ numbers: [Int64]) { decision.dropped += numbers }

    /// Gives queued calls places behind all others, and returns their new numbers.
    mutating func move(_ numbers: [Int64], after: Int64?) -> [Int64] {
        numbers.map { number in
            let newNumber = nextNumber()
            decision.moved.append(Move(number: number, newNumber: newNumber, after: after))
            return newNumber
        }
    }

    mutating func replace(_ call: QueuedCall, with replacement: LiveTexCall) {
        var replaced = call
        replaced.call = .liveTex(replacement)
        decision.replaced.append(replaced)
    }
}

extension Transfer.Progress {
    /// The number of the call that selects; nil after it has succeeded.
    var number: Int64? {
        switch self {
        case .queued(let number), .started(let number), .shown(let number): number
        case .succeeded: nil
        }
    }
}

extension OperatorMessage {
    /// The command in the message; nil for a message to the lead.
    var command: OperatorCommand? {
        guard attachments.isEmpty, let text else { return nil }
        let isBlank = { (character: Character) in character.isWhitespace }
        let start = text.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { start.index(after: $0) } ?? start.startIndex
        return OperatorCommand(rawValue: start[..<end].lowercased())
    }
}
