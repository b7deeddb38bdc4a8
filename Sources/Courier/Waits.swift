import Dialog
import Record

/// The stored times that this courier waits for.
///
/// A stored time is one of the wall clock, which people and time servers set. Each is translated into the monotonic clock
/// once, when the courier sees it first: from then on a clock that is set neither ends the wait nor makes it longer.
struct Waits {
    /// What waits: a lane for its next attempt, a dialog for its deadline.
    enum Subject: Hashable {
        case lane(DialogLane)
        case deadline(DialogName)
    }

    private var waits: [Subject: (stored: Int64, end: Int64)] = [:]

    /// The wall clock's time as a wait sees it, in milliseconds since 1970: the wait is over when it reaches the stored time.
    ///
    /// - Parameters:
    ///   - stored: in milliseconds since 1970.
    ///   - wall: the wall clock's time, in milliseconds since 1970.
    ///   - monotonic: in milliseconds.
    mutating func time(for stored: Int64, of subject: Subject, wall: Int64, monotonic: Int64) -> Int64 {
        if let wait = waits[subject], wait.stored == stored { return stored - (wait.end - monotonic) }
        waits[subject] = stored > wall ? (stored, monotonic + stored - wall) : nil
        return wall
    }

    /// Notes that a stored time was moved with a clock that was set back: the wait goes on as it was.
    mutating func move(_ subject: Subject, from old: Int64, to new: Int64) {
        if let wait = waits[subject], wait.stored == old { waits[subject] = (new, wait.end) }
    }

    /// Forgets what waits in a dialog.
    mutating func forget(_ name: DialogName) {
        waits[.deadline(name)] = nil
        for lane in Lane.allCases { waits[.lane(DialogLane(dialog: name, lane: lane))] = nil }
    }
}
