// How an event is taken in: it has one effect, and every repetition gets the same answer.

import Cryptography
import Dialog
import JSON

/// The result of taking an event in.
public enum Acceptance: Hashable, Sendable {
    /// The event had its effect, now or when it came first.
    case handled(Receipt.Answer, isDuplicate: Bool)
    /// The same id came before with another body.
    case conflict
    /// The event cannot be accepted in this state.
    case invalid(FieldError)
    /// So many calls wait that an event which asks for another one is not taken in.
    case full(calls: Int, bytes: Int)
}

extension DialogRecord {
    /// Takes in an event of the platform.
    ///
    /// - Parameter body: the hash of the event's bytes; a repetition has the same ones.
    public mutating func accept(_ event: PlatformEvent, body: Digest128, _ rules: DialogRules, now: Int64)
        throws(DamagedRecord)
        -> Acceptance
    {
        let key = Receipt.key(platformEvent: event.id)
        if let known = try receipt(key) {
            return known.body == body ? .handled(known.answer, isDuplicate: true) : .conflict
        }
        let (event, entries) = try withoutKnownHistory(event)
        let acceptance = try accept(.platform(event), key, body: body, rules, now: now)
        // Only a request that was not refused has mirrored its history.
        if acceptance == .handled(.awaiting, isDuplicate: false) {
            for entry in entries { remember(entry, body: body, .accepted, now: now) }
        }
        return acceptance
    }

    /// Takes in a webhook of LiveTex.
    ///
    /// Its id alone tells a repetition: LiveTex does not promise the same bytes.
    public mutating func accept(
        _ event: LiveTexEvent, type: String, body: Digest128, _ rules: DialogRules, now: Int64
    ) throws(DamagedRecord) -> Acceptance {
        let key = Receipt.key(liveTex: type, id: event.id)
        if let known = try receipt(key) { return .handled(known.answer, isDuplicate: true) }
        return try accept(.liveTex(event), key, body: body, rules, now: now)
    }

    private mutating func accept(
        _ event: Event, _ key: Digest128, body: Digest128, _ rules: DialogRules, now: Int64
    ) throws(DamagedRecord) -> Acceptance {
        followClock(now: now)
        let load = calls.load
        let next = dialog.nextCall
        let answer: Receipt.Answer
        switch try happen(event, rules, now: now) {
        case .accepted: answer = .accepted
        case .awaitsOutcome: answer = .awaiting
        case .ignored(let reason):
            answer = .ignored(reason)
            if !reason.dependsOnState {
                forgetChanges()
                return .handled(answer, isDuplicate: false)
            }
        case .invalid(let error): return .invalid(error)
        }
        if load.isFull, dialog.nextCall > next {
            forgetChanges()
            return .full(calls: load.calls, bytes: load.bytes)
        }
        remember(key, body: body, answer, now: now)
        return .handled(answer, isDuplicate: false)
    }

    /// Leaves a receipt, by the time that no set clock changes.
    private mutating func remember(_ key: Digest128, body: Digest128, _ answer: Receipt.Answer, now: Int64) {
        remember(Receipt(key: key, body: body, time: clock.receiptTime(now), answer: answer))
    }

    /// The answer to a transfer's request; nil as long as its outcome is awaited.
    public func settledAnswer(toRequest id: String) throws(DamagedRecord) -> Receipt.Answer? {
        guard let answer = try receipt(Receipt.key(platformEvent: id))?.answer, answer != .awaiting else { return nil }
        return answer
    }

    /// Stores that the sender of a transfer's request is told `pending`, unless the outcome has just become known.
    ///
    /// - Returns: what the sender is to be told.
    public mutating func sayPending(request: String, now: Int64) throws(DamagedRecord) -> Receipt.Answer {
        if let answer = try settledAnswer(toRequest: request) { return answer }
        followClock(now: now)
        _ = try happen(.pendingSaid(request: request), noRules, now: now)
        return .outcome(.pending)
    }
}
