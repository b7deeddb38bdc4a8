// The courier's side of a record: what may be delivered when, and what became of it. Only a lane's first call is ever
// looked at: see `Outbox`.

import Dialog
import Text

extension DialogRecord {
    /// The next call of a lane; nil when there is none or it waits for a call in the other lane.
    public func head(of lane: Lane) -> QueueItem? { calls.head(of: lane) }

    /// The call of that number; nil when it does not wait any more.
    public func item(_ number: Int64) -> QueueItem? { calls.item(number) }

    /// When there is something to do, in milliseconds since 1970: a call to deliver or a deadline; nil for never.
    public var due: Int64? {
        guard let call = calls.fronts.due, let deadline = dialog.deadline else {
            return calls.fronts.due ?? dialog.deadline
        }
        return min(call, deadline)
    }

    /// Since when a lane's next call has been due, in milliseconds since 1970; nil when it is not due.
    ///
    /// The time of queueing is not stored: a call that has no time of its own counts from the dialog's last change.
    public func dueSince(_ lane: Lane, now: Int64) -> Int64? {
        guard let item = head(of: lane) else { return nil }
        let time = max(item.notBefore, item.delivery.nextAttempt)
        let since = time == 0 ? changed : time
        return since <= now ? since : nil
    }

    /// Marks a call as in flight, before its first byte goes out: after a crash it is in doubt.
    public mutating func begin(_ number: Int64, _ rules: DialogRules, now: Int64) throws(DamagedRecord) {
        guard let item = item(number) else { return }
        var delivery = item.delivery
        delivery.attempts += 1
        delivery.earlierDoubts = delivery.possibleArrivals
        if delivery.firstAttempt == 0 { delivery.firstAttempt = now }
        delivery.isInDoubt = true
        delivery.probes = 0
        setDelivery(delivery, of: number)
        _ = try happen(.call(item.call(), .started), rules, now: now)
    }

    /// Stores that a call was not made or not answered, and when to try again.
    ///
    /// - Parameter isInDoubt: whether it may have arrived.
    public mutating func postpone(_ number: Int64, until time: Int64, isInDoubt: Bool, probes: Int64 = 0)
        throws(DamagedRecord)
    {
        guard let item = item(number) else { return }
        var delivery = item.delivery
        delivery.nextAttempt = time
        delivery.isInDoubt = isInDoubt
        delivery.probes = probes
        setDelivery(delivery, of: number)
        if !isInDoubt { _ = try happen(.call(item.call(), .notArrived), noRules, now: changed) }
    }

    /// Stores that an attempt has failed.
    ///
    /// - Parameters:
    ///   - reason: for people, without the other side's words. Its beginning is stored: see ``longestError``.
    ///   - duration: for how long the call has failed, in milliseconds.
    public mutating func noteFailure(_ number: Int64, _ reason: String, failingFor duration: Int64, now: Int64) {
        guard var delivery = item(number)?.delivery else { return }
        (delivery.lastFailure, delivery.failingFor) = (now, duration)
        delivery.lastError = reason.excerpt(Self.longestError)
        setDelivery(delivery, of: number)
    }

    /// The longest reason of a failure that is stored, in bytes without the mark of the cut. Each attempt stores it again.
    static let longestError = 512

    /// Stores since when a call fails although others get through, in milliseconds since 1970; 0 for not any more.
    public mutating func noteTrouble(_ number: Int64, since time: Int64) {
        guard var delivery = item(number)?.delivery else { return }
        delivery.troubledSince = time
        setDelivery(delivery, of: number)
    }

    /// Counts an attempt that was only a question about the call.
    public mutating func countAttempt(_ number: Int64) {
        guard var delivery = item(number)?.delivery else { return }
        delivery.attempts += 1
        setDelivery(delivery, of: number)
    }

    /// Removes a call from the outbox and lets its outcome change the dialog.
    ///
    /// A call that is not in the outbox any more was dropped meanwhile; its outcome still tells what LiveTex has.
    ///
    /// - Parameter copies: how many further attempts may have arrived, now or later.
    public mutating func finish(
        _ call: QueuedCall, _ outcome: CallOutcome, copies: Int64 = 0, _ rules: DialogRules, now: Int64
    ) throws(DamagedRecord) {
        remove(call.number)
        _ = try happen(.call(call, outcome), rules, now: now)
        try lose(call, copies, rules, now: now)
    }

    /// Notes that attempts of a call may have arrived of which no more will be known.
    private mutating func lose(_ call: QueuedCall, _ copies: Int64, _ rules: DialogRules, now: Int64)
        throws(DamagedRecord)
    {
        for _ in 0..<max(0, min(copies, Int64(Dialog.maximumUnidentified))) {
            _ = try happen(.call(call, .lost), rules, now: now)
        }
    }

    /// Gives a call up: the other side will never take it, or it has been tried for too long.
    ///
    /// - Parameter copies: how many attempts may have arrived.
    public mutating func giveUp(_ call: QueuedCall, copies: Int64, _ rules: DialogRules, now: Int64)
        throws(DamagedRecord)
    {
        try lose(call, copies, rules, now: now)
        try finish(call, .refused, rules, now: now)
    }

    /// Lets the passing of time change the dialog.
    public mutating func passTime(_ rules: DialogRules, now: Int64) throws(DamagedRecord) {
        guard let deadline = dialog.deadline, deadline <= now else { return }
        _ = try happen(.clock, rules, now: now)
    }

    /// Removes a call from the outbox without an outcome: the dialog does not want it any more.
    public mutating func withdraw(_ number: Int64) { remove(number) }
}

// MARK: - Dead letters

extension DialogRecord {
    /// Gives a call that was never tried a first attempt, so that its dead letter has a name that no other call's has.
    public mutating func dateFirstAttempt(_ number: Int64, now: Int64) {
        followClock(now: now)
        guard var delivery = item(number)?.delivery, delivery.firstAttempt == 0 else { return }
        delivery.firstAttempt = now
        setDelivery(delivery, of: number)
    }

    /// Removes a call from the outbox that a person has set aside.
    ///
    /// - Parameter rules: nil for a binding that is gone; then the dialog does not change.
    public mutating func setAside(_ number: Int64, _ rules: DialogRules?, now: Int64) throws(DamagedRecord) {
        guard let item = item(number) else { return }
        let call = try item.call()
        try lose(call, item.delivery.possibleArrivals, rules ?? noRules, now: now)
        if case .liveTex(.sendFile) = call.call {
            // A refused file would leave a text in its place, which would be one more call to set aside.
            withdraw(number)
        } else if let rules {
            try finish(call, .refused, rules, now: now)
        } else {
            withdraw(number)
        }
    }

    /// Queues a call at the end of its lane, as if it had just been asked for.
    public mutating func requeue(_ call: Call, now: Int64) {
        followClock(now: now)
        append(call, now: now)
    }

    /// Queues a dead letter's call at the end of its lane; a repeated request for the same letter has no effect.
    ///
    /// - Parameter letter: the letter's id. Its receipt is kept as long as the record: if the program dies before the letter
    ///   is removed, the letter must not queue the call a second time, however late it is found.
    public mutating func requeue(_ call: Call, letter: String, now: Int64) throws(DamagedRecord) {
        let key = Receipt.key(deadLetter: letter)
        guard try receipt(key) == nil else { return }
        remember(Receipt(key: key, body: key, time: .max, answer: .accepted))
        requeue(call, now: now)
    }
}
