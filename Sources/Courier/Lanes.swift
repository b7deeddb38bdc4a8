import DequeModule
import Record
import Store

/// What a running courier knows of the lanes of its bindings.
///
/// A lane has at most ``capacity`` calls in flight. Dialogs that find it full wait in line, each once.
struct Lanes {
    private struct State {
        var inFlight = 0
        var throttledAt: Int64 = 0
        var throttledUntil: Int64 = 0
        var lastSuccess: Int64 = 0
        var line: Deque<DialogName> = []
        var isListed = false
    }

    let capacity: Int
    private var states: [BindingLane: State] = [:]
    private var paused: Set<BindingLane> = []
    /// The members of all lines.
    private var members: Set<DialogLane> = []
    /// The lanes with both a free place and a dialog in line, and some that were such lanes before.
    private var ready: Deque<BindingLane> = []

    init(capacity: Int) { self.capacity = capacity }

    private func state(_ lane: BindingLane) -> State { states[lane] ?? State() }

    private mutating func change(_ lane: BindingLane, _ change: (inout State) -> Void) {
        change(&states[lane, default: State()])
        guard isReady(lane), states[lane]?.isListed == false else { return }
        states[lane]?.isListed = true
        ready.append(lane)
    }

    private func isReady(_ lane: BindingLane) -> Bool { states[lane]?.line.isEmpty == false && !isFull(lane) }

    // MARK: Places and lines

    func isFull(_ lane: BindingLane) -> Bool { state(lane).inFlight >= capacity }

    mutating func occupyPlace(_ lane: BindingLane) { change(lane) { $0.inFlight += 1 } }

    mutating func freePlace(_ lane: BindingLane) { change(lane) { $0.inFlight -= 1 } }

    /// Puts a dialog at the end of a lane's line unless it is in the line.
    mutating func queue(_ name: DialogName, for lane: BindingLane) {
        guard members.insert(DialogLane(dialog: name, lane: lane.lane)).inserted else { return }
        change(lane) { $0.line.append(name) }
    }

    /// Takes the longest waiting dialog out of the line of a lane that has a free place; nil when there is none.
    mutating func next() -> DialogName? {
        while let lane = ready.first {
            if isReady(lane), let name = states[lane]?.line.popFirst() {
                members.remove(DialogLane(dialog: name, lane: lane.lane))
                return name
            }
            ready.removeFirst()
            states[lane]?.isListed = false
        }
        return nil
    }

    /// Whether a dialog is in a line.
    func isWaiting(_ name: DialogName) -> Bool {
        members.contains(DialogLane(dialog: name, lane: .liveTex))
            || members.contains(DialogLane(dialog: name, lane: .platform))
    }

    /// The dialogs in all lines.
    var waiting: Set<DialogName> { Set(members.map(\.dialog)) }

    // MARK: Pauses, throttling, successes

    /// Replaces the known pauses by the store's.
    mutating func setPauses(_ pauses: [Pause]) {
        paused = Set(pauses.map { BindingLane(binding: $0.binding, lane: $0.lane) })
    }

    mutating func pause(_ lane: BindingLane) { paused.insert(lane) }

    func isPaused(_ lane: BindingLane) -> Bool { paused.contains(lane) }

    /// Starts no call in a lane before a time. Times are in milliseconds since 1970.
    mutating func throttle(_ lane: BindingLane, until end: Int64, now: Int64) {
        change(lane) { ($0.throttledAt, $0.throttledUntil) = (now, end) }
    }

    /// When the lane's throttling ends, in milliseconds since 1970; 0 when it is not throttled. A clock that was set back
    /// ends it.
    func opens(_ lane: BindingLane, now: Int64) -> Int64 {
        let state = state(lane)
        return state.throttledAt > now + DialogRecord.clockSlack ? 0 : state.throttledUntil
    }

    mutating func noteSuccess(_ lane: BindingLane, now: Int64) { change(lane) { $0.lastSuccess = now } }

    /// When a call of the lane got through last, in milliseconds since 1970; 0 for not in this run.
    func lastSuccess(_ lane: BindingLane) -> Int64 { state(lane).lastSuccess }
}
