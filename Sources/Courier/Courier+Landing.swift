// From an answer back to the dialog.

import Dialog
import HTTPTransport
import LiveTex
import Logging
import Record
import Store

extension Courier {
    /// Acts on the result of a request.
    func land(_ flight: Flight, _ result: Result<HTTPResponse, HTTPFailure>) {
        lanes.freePlace(flight.bindingLane)
        var flight = flight
        if case .failure = result, let budget { flight.wasCutOff = budget.hasCutOff(at: clock.monotonic()) }
        do {
            if let question = flight.question {
                try conclude(Doubt.finding(result, to: question, now: uptime, wall: now), flight)
            } else {
                try act(on: Verdict(result, for: flight.call.call, flight.acknowledgement, now: now), flight)
            }
            // The next step is decided with the record as it is then.
            agenda.bringForward(flight.dialogLane.dialog)
        } catch {
            // The call's outcome stays unknown, as the record says.
            report(error, flight.dialogLane.dialog)
            agenda.rest(flight.dialogLane.dialog, until: uptime + policy.lookAgain)
        }
    }

    private func act(on verdict: Verdict, _ flight: Flight) throws(StoreError) {
        switch verdict {
        case .done(let outcome): try finish(flight, outcome)
        case .refused(let reason, let failure):
            // LiveTex's own words go into the dead letter only.
            try giveUp(
                flight, reason: reason, letter: failure?.reason(binding: flight.key.binding, bundle), isInDoubt: false)
        case .pause(let reason): try pause(flight, reason: reason)
        case .tryAgain(let failure): try tryAgain(flight, after: failure)
        }
    }

    private func conclude(_ finding: Doubt.Finding, _ flight: Flight) throws(StoreError) {
        let number = flight.call.number
        switch doubt.conclude(
            finding, about: flight.call, flight.delivery, in: flight.dialogLane, limit: policy.probes)
        {
        case .askOn: break
        case .arrived(let outcome): try finish(flight, outcome)
        case .unanswered(let verdict): try act(on: verdict, flight)
        case .goOut:
            try change(flight) { [policy] (record, _) throws(DamagedRecord) in
                try record.postpone(number, until: 0, isInDoubt: false, probes: policy.probes)
            }
        case .askLater(let probes):
            try change(flight) { [policy] (record, now) throws(DamagedRecord) in
                try record.postpone(number, until: now + policy.probeInterval, isInDoubt: true, probes: probes)
            }
            once?.noteTry(flight.dialogLane)
            hasFailed = true
        }
    }

    private func finish(_ flight: Flight, _ outcome: CallOutcome) throws(StoreError) {
        lanes.noteSuccess(flight.bindingLane, at: uptime)
        forgetFailures(flight.dialogLane)
        // It may have been given up before and not taken out, because the disk was full.
        try store.dropDeadLetter(DeadLetter.id(flight.call.number, flight.delivery, of: flight.key))
        let messageID: String? = if case .delivered(let id, _) = outcome { id } else { nil }
        // What LiveTex confirms by an answer comes after what arrived of earlier attempts.
        let isLast = flight.question == nil && messageID != nil
        let copies = isLast ? 0 : flight.delivery.earlierDoubts
        try change(flight) { (record, now) throws(DamagedRecord) in
            try record.finish(flight.call, outcome, copies: copies, flight.rules, now: now)
        }
        report(flight, "delivered", messageID: messageID, level: .info)
    }

    /// Delivers nothing more to the call's lane until a person resumes it.
    private func pause(_ flight: Flight, reason: String) throws(StoreError) {
        once?.noteTry(flight.dialogLane)
        hasFailed = true
        let lane = flight.bindingLane
        try store.pause(Pause(binding: lane.binding, lane: lane.lane, reason: reason, time: now))
        lanes.pause(lane)
        if flight.question == nil {
            try change(flight) { (record, _) throws(DamagedRecord) in
                try record.postpone(flight.call.number, until: 0, isInDoubt: false)
            }
        }
        report(flight, "paused", reason: reason, level: .error)
    }

    private func tryAgain(_ flight: Flight, after failure: FailedAttempt) throws(StoreError) {
        once?.noteTry(flight.dialogLane)
        hasFailed = true
        let (number, isQuestion) = (flight.call.number, flight.question != nil)
        // A request for patience, or the end of the courier's time, says nothing against the call.
        let isExcused = failure.slowsLane || flight.wasCutOff
        let isPoison =
            once == nil && !isExcused
            && poison.noteFailure(
                of: number, in: flight.dialogLane, lastSuccess: lanes.lastSuccess(flight.bindingLane), now: uptime,
                policy)
        let failingFor = patience.noteFailure(
            of: number, flight.delivery, in: flight.dialogLane, wall: now, monotonic: uptime)
        guard
            let wait = policy.wait(
                after: failure, of: flight.delivery, isQuestion: isQuestion, isPoison: isPoison,
                failingFor: failingFor, jitter: random())
        else {
            return try giveUp(flight, reason: failure.reason, isInDoubt: failure.isInDoubt)
        }
        if failure.slowsLane { lanes.throttle(flight.bindingLane, until: uptime + wait) }
        try change(flight) { (record, now) throws(DamagedRecord) in
            // An unanswered question counts like an unanswered call: it must not be asked every second for a day.
            if isQuestion { record.countAttempt(number) }
            try record.postpone(number, until: now + wait, isInDoubt: failure.isInDoubt)
            record.noteFailure(number, failure.reason, failingFor: failingFor, now: now)
        }
        if !isExcused { once?.noteFailure(of: flight, failure) }
        report(flight, failure.isInDoubt ? "in doubt" : "failed", reason: failure.reason, level: .warning)
    }

    /// Keeps a call as a dead letter and lets its refusal change the dialog, which may queue another call in its place.
    ///
    /// - Parameters:
    ///   - reason: for the log.
    ///   - words: the reason in the letter, if it is another.
    ///   - isInDoubt: whether the last attempt may have arrived.
    private func giveUp(_ flight: Flight, reason: String, letter words: String? = nil, isInDoubt: Bool)
        throws(StoreError)
    {
        let copies = flight.delivery.earlierDoubts + (isInDoubt ? 1 : 0)
        if case .liveTex(.sendFile) = flight.call.call {
            report(flight, "refused", reason: reason, level: .warning)
        } else {
            if let item = try store.load(flight.dialogLane.dialog)?.record.item(flight.call.number) {
                try store.keep(
                    DeadLetter(item, of: flight.key, reason: words ?? reason, isInDoubt: copies > 0, now: now))
            }
            report(flight, "dead letter", reason: reason, level: .error)
        }
        forgetFailures(flight.dialogLane)
        try change(flight) { (record, now) throws(DamagedRecord) in
            try record.giveUp(flight.call, copies: copies, flight.rules, now: now)
        }
    }

    private func forgetFailures(_ lane: DialogLane) {
        poison.forget(lane)
        patience.forget(lane)
    }

    /// Judges the calls that failed in a run that tries everything once.
    func judgeFailures() {
        for (flight, failure) in once?.takeFailures() ?? [] {
            let othersGetThrough = lanes.lastSuccess(flight.bindingLane) != nil
            do {
                switch OnceRun.judge(flight.delivery, othersGetThrough: othersGetThrough, now: now, policy) {
                case .nothing: break
                case .giveUp:
                    try giveUp(flight, reason: failure.reason, isInDoubt: failure.isInDoubt)
                case .note(let since):
                    try change(flight) { record, _ in record.noteTrouble(flight.call.number, since: since) }
                }
            } catch {
                report(error, flight.dialogLane.dialog)
            }
        }
    }

    private func change(
        _ flight: Flight, _ change: (inout DialogRecord, _ now: Int64) throws(DamagedRecord) -> Void
    ) throws(StoreError) {
        let now = now
        try store.update(flight.key, party: nil) { (record) throws(DamagedRecord) in
            record.followClock(now: now)
            try change(&record, now)
            // Waits count from here if the clock is set back.
            record.noteTime(now)
        }
    }

    private func report(
        _ flight: Flight, _ outcome: String, messageID: String? = nil, reason: String? = nil, level: Log.Level
    ) {
        log(
            level, "delivery",
            flight.logged(outcome, messageID: messageID, reason: reason, now: clock.monotonic()))
    }
}
