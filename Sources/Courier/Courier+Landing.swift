// From an answer back to the dialog.

import Dialog
import HTTPTransport
import JSON
import LiveTex
import Logging
import Platform
import Record
import Store

extension Courier {
    /// Takes in the result of a request.
    func land(_ flight: Flight, _ result: Result<HTTPResponse, HTTPFailure>) throws(StoreError) {
        lanes[flight.bindingLane]?.inFlight -= 1
        var flight = flight
        if case .failure = result, let budget { flight.wasCutOff = budget.hasCutOff(at: monotonic()) }
        let verdict: Verdict
        switch (flight.purpose, flight.call.call) {
        case (.delivery, .liveTex(let call)): verdict = Verdict(liveTex: result, for: call)
        case (.delivery, .platform): verdict = Verdict(platform: result)
        case (.historyProbe(let search), .liveTex(let call)):
            return try landProbe(flight, historyFinding(result, search, call, flight.delivery))
        case (.historyProbe, .platform), (.destinationProbe, _):
            return try landProbe(flight, destinationFinding(result))
        }
        try act(on: verdict, flight)
    }

    /// Does what an answer asks for.
    func act(on verdict: Verdict, _ flight: Flight) throws(StoreError) {
        let name = flight.key.name
        // The next step is decided with the record as it is then.
        defer { agenda[name] = min(agenda[name] ?? .max, now()) }
        switch verdict {
        case .done(let outcome):
            lanes[flight.bindingLane]?.lastSuccess = now()
            troubles[flight.dialogLane] = nil
            // It may have been given up before and not taken out, because the disk was full.
            try store.dropDeadLetter(DeadLetter.id(flight.call.number, flight.delivery, of: flight.key))
            try change(flight) { (record) throws(DamagedRecord) in
                try record.finish(flight.call, outcome, flight.rules, now: now())
            }
            report(flight, "delivered", messageID: outcome.messageID, level: .info)
        case .refused(let reason, let failure): try giveUp(flight, reason: reason, failure)
        case .pause(let reason):
            tried.insert(flight.dialogLane)
            hasFailed = true
            try pause(flight.bindingLane, reason: reason)
            try change(flight) { (record) throws(DamagedRecord) in
                try record.postpone(flight.call.number, until: 0, isInDoubt: false)
            }
            report(flight, "paused", reason: reason, level: .error)
        case .tryAgain(let reason, let isInDoubt, let pause, let slowsEverything):
            tried.insert(flight.dialogLane)
            hasFailed = true
            let isExcused = slowsEverything || flight.wasCutOff
            if isHopeless(flight, isExcused: isExcused) {
                return try giveUp(flight, reason: reason, isInDoubt: isInDoubt)
            }
            let isQuestion = if case .delivery = flight.purpose { false } else { true }
            let attempts = flight.delivery.attempts + (isQuestion ? 1 : 0)
            let wait = max(pause ?? 0, policy.pause(attempts: attempts, jitter: random()))
            if slowsEverything {
                lanes[flight.bindingLane]?.throttledAt = now()
                lanes[flight.bindingLane]?.throttledUntil = now() + wait
            }
            try change(flight) { (record) throws(DamagedRecord) in
                // An unanswered question counts like an unanswered call: it must not be asked every second for a day.
                if isQuestion { record.countAttempt(flight.call.number) }
                try record.postpone(flight.call.number, until: now() + wait, isInDoubt: isInDoubt)
            }
            if mode == .once, !isExcused {
                failures.append(Failure(flight: flight, reason: reason, isInDoubt: isInDoubt))
            }
            report(flight, isInDoubt ? "in doubt" : "failed", reason: reason, level: .warning)
        }
    }

    /// Whether a call has been tried for long enough.
    ///
    /// A call is poison when others of its lane kept getting through while it kept failing. During an outage nothing gets
    /// through. It says nothing against a call that the other side asks for patience, or that the courier had no time left.
    /// A run that tries everything once judges at its end.
    private func isHopeless(_ flight: Flight, isExcused: Bool) -> Bool {
        if now() - flight.delivery.firstAttempt >= policy.lifetime { return true }
        if isExcused || mode == .once { return false }
        let lastSuccess = lanes[flight.bindingLane]?.lastSuccess ?? 0
        let trouble = troubles[flight.dialogLane, default: Trouble(call: flight.call.number)].failing(
            flight.call.number, at: now(), lastSuccess: lastSuccess, policy)
        troubles[flight.dialogLane] = trouble
        return trouble.since.map { now() - $0 >= policy.poisonLifetime } ?? false
    }

    /// Keeps a call as a dead letter and lets its refusal change the dialog, which may queue another call in its place.
    func giveUp(
        _ flight: Flight, reason: String, _ failure: LiveTexFailure? = nil, isInDoubt: Bool = false
    ) throws(StoreError) {
        if case .liveTex(.sendFile) = flight.call.call {
            report(flight, "refused", reason: reason, level: .warning)
        } else {
            if let item = try store.load(flight.key.name)?.record.item(flight.call.number) {
                let reason = failure?.reason(binding: flight.key.binding, bundle) ?? reason
                try store.keep(DeadLetter(item, of: flight.key, reason: reason, isInDoubt: isInDoubt, now: now()))
            }
            report(flight, "dead letter", reason: reason, level: .error)
        }
        troubles[flight.dialogLane] = nil
        try change(flight) { (record) throws(DamagedRecord) in
            try record.giveUp(flight.call, isInDoubt: isInDoubt, flight.rules, now: now())
        }
    }

    /// Delivers nothing more to a lane until a person resumes it.
    func pause(_ lane: BindingLane, reason: String) throws(StoreError) {
        try store.pause(Pause(binding: lane.binding, lane: lane.lane, reason: reason, time: now()))
        paused.insert(lane)
    }

    func change(_ flight: Flight, _ change: (inout DialogRecord) throws(DamagedRecord) -> Void) throws(StoreError) {
        try store.update(flight.key, party: nil) { (record) throws(DamagedRecord) in
            record.followClock(now: now())
            try change(&record)
            // Waiting times count from here if the clock is set back.
            record.noteTime(now())
        }
    }

    /// - Parameter messageID: LiveTex's id of what has arrived there.
    func report(
        _ flight: Flight, _ outcome: String, messageID: String? = nil, reason: String? = nil, level: Log.Level
    ) {
        var event = messageID
        if case .platform(let call) = flight.call.call { event = call.id }
        let reason = flight.wasCutOff ? reason.map { "\($0), because the courier's time is up" } : reason
        log(
            level, "delivery",
            flight.key.logged.merging([
                "lane": .string(flight.bindingLane.lane.rawValue), "call": .int(flight.call.number),
                "event": event.map { .string($0) }, "kind": .string(flight.call.call.name),
                "outcome": .string(outcome), "detail": reason.map { .string($0) },
                "attempt": .int(flight.delivery.attempts), "ms": .int(monotonic() - flight.started),
            ]) { $1 })
    }
}

extension CallOutcome {
    /// LiveTex's id of the message that has arrived.
    fileprivate var messageID: String? {
        if case .delivered(let id, _) = self { id } else { nil }
    }
}

extension Call {
    /// What a log line calls it.
    fileprivate var name: String {
        switch self {
        case .liveTex(.sendText): "sendText"
        case .liveTex(.sendFile): "sendFile"
        case .liveTex(.checkOperators): "getDestinations"
        case .liveTex(.select): "selectDestination"
        case .liveTex(.reselect): "selectDestination again"
        case .platform(let call): call.kind.type
        }
    }
}
