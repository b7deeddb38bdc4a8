// The state table of the platform contract (docs/platform-contract.md). A line here is a row there; Effects.swift has the
// effects in detail. Nothing else changes a dialog.

/// Lets an event change a dialog.
///
/// A pure function: the same dialog, event, rules and time give the same decision, and it has no other effect.
///
/// - Parameter now: milliseconds since 1970.
public func reduce(_ dialog: inout Dialog, _ event: Event, _ rules: DialogRules, now: Int64) -> Decision {
    var step = Step(dialog: dialog, rules: rules, now: now)
    switch event {
    case .platform(let event): step.take(event)
    case .liveTex(let event): step.take(event)
    case .call(let call, let outcome): step.take(outcome, of: call)
    case .pendingSaid(let request): step.takePendingSaid(request)
    case .clock: step.takeClock()
    case .clockSetBack(let difference): step.takeClockSetBack(by: difference)
    }
    dialog = step.dialog
    return step.decision
}

extension Step {
    /// The platform's events.
    mutating func take(_ event: PlatformEvent) {
        if rules.excludes(channel: event.party.channel) { return ignore(.excludedChannel) }
        switch event.kind {
        case .unknown: return ignore(.unknownType)
        case .operatorsCheck: return  // The receiver answers it; nothing is stored, not even who asked.
        default: remember(event.party)
        }

        switch (dialog.phase, event.kind) {
        case (_, .message(let speaker, let message)):
            if speaker == .lead { extendStint() }
            mirror(rules.rendering(message, from: speaker))
        case (_, .menuChoice(let shown)):
            extendStint()
            mirror(rules.rendering(choice: shown))
        case (_, .attributes(let mode, let new)): store(new, mode)

        case (.bot, .transferRequest(let attributes, let reason, let history)):
            check(request: event.id, attributes, reason)
            // After the check: the reply must not wait for it.
            for entry in history { mirror(rules.rendering(entry.message, from: entry.speaker)) }
        case (.checking, .transferRequest), (.waiting, .transferRequest), (.operator, .transferRequest):
            ignore(.alreadyTransferred)

        case (.bot, .transferCancel): ignore(.notTransferred)
        case (.checking(let check), .transferCancel): drop(check)
        case (.waiting, .transferCancel(let by)), (.operator, .transferCancel(let by)):
            takeBack(by: by.returner, cause: event.id)

        case (_, .operatorsCheck), (_, .unknown): break  // Handled above.
        }
    }

    /// LiveTex's webhooks.
    mutating func take(_ event: LiveTexEvent) {
        var event = event
        event.timestamp = believed(event.timestamp)
        let isStale = isStale(event)
        let isBelated = isBelated(event)
        noteLiveTexTime(event.timestamp)

        switch (dialog.phase, event.kind) {
        case (_, .message(let sender, let message)):
            if let command = message.command {
                ask(command, of: sender, event, isBelated: isBelated)
            } else {
                extendStint()
                if !isStale { comeAbout() }
                if let sender, !isStale { join(sender, event) }
                relay(message, from: sender, event, isBelated: isBelated)
            }
        case (_, .read(let reader)):
            if let reader, !isStale {
                comeAbout()
                join(reader, event)
            }

        case (.bot, .closed), (.checking, .closed): endConversation()
        case (.waiting, .closed(let closer)), (.operator, .closed(let closer)): if !isStale { close(by: closer, event) }

        case (_, .hold(let text)): pass(on: text, event)

        case (.waiting, .selectDestination), (.operator, .selectDestination): planReselection()
        case (.bot, .selectDestination), (.checking, .selectDestination): break  // Operators do not see the dialog yet.

        case (_, .irrelevant): break
        }
    }

    /// The results of calls.
    mutating func take(_ outcome: CallOutcome, of call: QueuedCall) {
        if case .delivered(let messageID, let timestamp) = outcome {
            noteLiveTexTime(timestamp)
            if let messageID { dialog.noteConfirmed(messageID) } else { noteUnidentified(call) }
        }

        switch (dialog.phase, call.call, outcome) {
        case (.checking(let check), .liveTex(.checkOperators), .checked(let group, let online))
        where check.call == call.number:
            if let group, online { promise(check, group) } else { decline(check, group) }
        case (.checking(let check), .liveTex(.checkOperators), .refused) where check.call == call.number: fail(check)

        case (_, .liveTex(.select), .started): advance(call.number, to: .started(call.number))
        case (_, .liveTex(.select), .delivered):
            dialog.isOpen = true
            advance(call.number, to: .succeeded)
        case (_, .liveTex(.select), .refused): selectionRefused(call.number)
        case (_, .liveTex(.select), .notArrived): advance(call.number, to: .queued(call.number))

        case (_, .liveTex(.sendFile(let file)), .refused): replace(call, with: .sendText(file.fallback))

        case (_, .liveTex, .lost): noteUnidentified(call)

        default: break  // A message arrived, or the check belongs to an earlier request.
        }
    }

    private mutating func noteUnidentified(_ call: QueuedCall) {
        guard case .liveTex(let call) = call.call, let words = call.words else { return }
        dialog.noteUnidentified(words)
    }

    /// The reply to a transfer's request.
    mutating func takePendingSaid(_ request: String) {
        guard case .checking(var check) = dialog.phase, check.request == request, !check.pendingWasSaid else { return }
        check.pendingWasSaid = true
        dialog.phase = .checking(check)
        decision.settled = Settlement(request: request, outcome: .pending)
    }

    /// The passing of time.
    mutating func takeClock() {
        if let time = dialog.phase.transfer?.reselectAt, time <= now { reselect() }
        switch dialog.phase {
        case .checking(let check): if check.deadline <= now { fail(check) }
        case .waiting(let transfer):
            if let deadline = transfer.deadline, deadline <= now { takeBack(by: .timeout, cause: transfer.request) }
        case .operator(let stint):
            if let deadline = stint.deadline, deadline <= now { takeBack(by: .timeout, cause: stint.transfer.request) }
        case .bot: break
        }
    }

    /// A deadline moves with a clock that was set back: otherwise a wait of a minute could become one of a year.
    mutating func takeClockSetBack(by difference: Int64) {
        switch dialog.phase {
        case .checking(var check):
            check.askedAt = max(0, check.askedAt - difference)
            dialog.phase = .checking(check)
        case .waiting(var transfer):
            transfer.deadline = transfer.deadline.map { max(0, $0 - difference) }
            dialog.phase = .waiting(transfer)
        case .operator(var stint):
            stint.deadline = stint.deadline.map { max(0, $0 - difference) }
            dialog.phase = .operator(stint)
        case .bot: break
        }
        if let time = dialog.phase.transfer?.reselectAt {
            dialog.phase.transfer?.reselectAt = max(0, time - difference)
        }
    }
}
