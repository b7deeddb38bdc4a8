import Record

/// What happens to the first call of a lane when its dialog is looked at.
enum Turn: Hashable {
    /// A request goes out now.
    case start
    /// It waits in line until the lane can be served.
    case queue
    /// Look again at this time, in milliseconds since 1970.
    case wait(until: Int64)
    /// Nothing; if it has to be looked at again, something else brings it back.
    case leave
    /// A person has to resume the lane, or another run has to try. This run has failed.
    case fail

    /// The state of a courier and of the call's lane. The defaults are those of a courier that stays and a free lane.
    struct Circumstances {
        /// Whether everything is tried once.
        var isOnce = false
        /// Whether the lane has had its try in this run.
        var wasTried = false
        var isPaused = false
        var isThrottled = false
        var isFull = false
        /// Whether the courier may still start requests.
        var mayStart = true
    }

    /// - Parameter now: milliseconds since 1970.
    init(of item: QueueItem, _ circumstances: Circumstances, now: Int64) {
        // The courier does not stay for a pause. The person who ends it starts a courier, or the next webhook does.
        if circumstances.isPaused {
            self = .fail
        } else if circumstances.isOnce, circumstances.wasTried {
            self = .leave
        } else if circumstances.isOnce, item.delivery.isInDoubt, item.delivery.probes > 0,
            item.delivery.nextAttempt > now
        {
            // The history may lag, so also this run keeps the distance between two questions.
            self = .fail
        } else if circumstances.isOnce, item.notBefore > now {
            self = .leave
        } else {
            let earliest = max(item.notBefore, item.delivery.nextAttempt)
            if !circumstances.isOnce, earliest > now {
                self = .wait(until: earliest)
            } else if !circumstances.mayStart {
                // It stays due, and is counted at the end.
                self = .wait(until: now)
            } else {
                let mustWait = circumstances.isFull || circumstances.isThrottled && !circumstances.isOnce
                self = mustWait ? .queue : .start
            }
        }
    }
}
