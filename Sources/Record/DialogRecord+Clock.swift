// A wall clock that people and time servers set, and the stored times that go by it.

import Dialog

extension DialogRecord {
    /// Moves the record's times with the machine's clock, before they are judged or changed. A store does this whenever it
    /// reads a record.
    ///
    /// On the boot that the record knows, a clock that was set is seen exactly, and no time passes by it. After another boot,
    /// or another machine, nothing tells a clock that was set forward from a long time without a change. Then waits end;
    /// for receipts only an hour of it counts, because a receipt that is gone costs a second effect.
    ///
    /// - Parameters:
    ///   - bootTime: of this machine; nil when it is not known.
    ///   - now: milliseconds since 1970.
    package mutating func follow(_ bootTime: BootTime?, now: Int64) {
        if let bootTime, let known = clock.bootTime, known.boot == bootTime.boot {
            let difference = bootTime.time &- known.time
            guard difference.magnitude > Self.readingSlack else { return }
            clock.bootTime = bootTime
            moveTimes(by: difference, now: now)
        } else {
            clock.bootTime = bootTime
            if changed > 0 { clock.ahead &+= max(0, now &- changed &- Self.longestUnknownStep) }
        }
    }

    /// Whether ``follow(_:now:)`` has found something about the clock that is not stored.
    ///
    /// To be asked of a record that was just read: moved times are changes.
    public var hasNewClock: Bool { hasChanges || storedMarks?.clock != clock }

    /// Moves all times that are waited for with a clock that was set back: otherwise a wait of a minute could become one of
    /// a year.
    ///
    /// This is for a clock of which ``follow(_:now:)`` does not know that it was set. A difference below ``clockSlack`` is
    /// ignored: the clocks of two machines may differ. The time of the last change tells how far the clock was set back, so
    /// this has to come before any other change by the new time.
    public mutating func followClock(now: Int64) {
        let difference = changed - now
        guard difference > Self.clockSlack else { return }
        moveTimes(by: -difference, now: now)
    }

    /// How far a clock may be behind the last change without having been set back, in milliseconds.
    public static let clockSlack: Int64 = 600_000

    /// How much the time of the boot may change although the clock was not set, in milliseconds: two clocks are read one
    /// after the other, and a machine may pause in between.
    package static let readingSlack: UInt64 = 5_000

    /// The most that counts for receipts between two changes on different boots, in milliseconds.
    package static let longestUnknownStep: Int64 = 3_600_000

    /// Stores the current time, in milliseconds since 1970, for ``followClock(now:)``.
    public mutating func noteTime(_ now: Int64) { touch(now: now) }

    private mutating func moveTimes(by difference: Int64, now: Int64) {
        for var item in calls.all {
            let before = item
            item.notBefore.move(by: difference)
            item.delivery.firstAttempt.move(by: difference)
            item.delivery.nextAttempt.move(by: difference)
            item.delivery.troubledSince.move(by: difference)
            item.delivery.lastFailure.move(by: difference)
            guard item != before else { continue }
            calls.put(item)
            entries.append(.queued(item))
            entries.append(.delivery(item.number, item.delivery))
        }
        _ = reduce(&dialog, .clockSet(by: difference), noRules, now: now)
        clock.ahead &+= difference
        changed.move(by: difference)
        touch(now: changed)
    }
}

extension Int64 {
    /// Moves a time. 0 is none, or at once.
    fileprivate mutating func move(by difference: Int64) { if self != 0 { self = moved(by: difference) } }
}
