import DequeModule
import Record
import Store

/// What a running courier knows of the lanes of its bindings. All times are monotonic, in milliseconds.
///
/// A lane has at most ``capacity`` calls in flight. Dialogs that find it full, throttled or paused wait in line, each once,
/// and are not read again before it is their turn.
struct Lanes {
    private struct State {
        var inFlight = 0
        /// No call is started before.
        var opens = Int64.min
        var lastSuccess: Int64?
        var line: Deque<DialogName> = []
        var isListed = false
    }

    let capacity: Int
    private var states: [BindingLane: State] = [:]
    private var paused: Set<BindingLane> = []
    private var throttled: Set<BindingLane> = []
    /// The members of all lines.
    private var members: Set<DialogLane> = []
    /// The lanes with both a free place and a dialog in line, and some that were such lanes before.
    private var ready: Deque<BindingLane> = []

    init(capacity: Int) { self.capacity = capacity }

    private func state(_ lane: BindingLane) -> State { states[lane] ?? State() }

    private mutating func change(_ lane: BindingLane, _ change: (inout State) -> Void) {
        change(&states[lane, default: State()])
        listIfReady(lane)
    }

    private mutating func listIfReady(_ lane: BindingLane) {
        guard isReady(lane), states[lane]?.isListed == false else { return }
        states[lane]?.isListed = true
        ready.append(lane)
    }

    private func isReady(_ lane: BindingLane) -> Bool {
        states[lane]?.line.isEmpty == false && !isFull(lane) && !isPaused(lane) && !throttled.contains(lane)
    }

    // MARK: Places and lines

    func isFull(_ lane: BindingLane) -> Bool { state(lane).inFlight >= capacity }

    mutating func occupyPlace(_ lane: BindingLane) { change(lane) { $0.inFlight += 1 } }

    mutating func freePlace(_ lane: BindingLane) { change(lane) { $0.inFlight -= 1 } }

    /// Puts a dialog at the end of a lane's line unless it is in the line.
    mutating func queue(_ name: DialogName, for lane: BindingLane) {
        guard members.insert(DialogLane(dialog: name, lane: lane.lane)).inserted else { return }
        change(lane) { $0.line.append(name) }
    }

    /// Takes the longest waiting dialog out of the line of a lane that can be served; nil when there is none.
    mutating func next(at time: Int64) -> DialogName? {
        open(at: time)
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

    /// The dialogs in the lines of lanes that are not paused.
    var waiting: Set<DialogName> {
        var names: Set<DialogName> = []
        for (lane, state) in states where !isPaused(lane) { names.formUnion(state.line) }
        return names
    }

    /// Whether a dialog waits for a lane that opens by itself.
    var isAwaited: Bool { states.contains { !$0.value.line.isEmpty && !isPaused($0.key) } }

    // MARK: Pauses, throttling, successes

    /// Replaces the known pauses by the store's.
    mutating func setPauses(_ pauses: [Pause]) {
        let ended = paused
        paused = Set(pauses.map { BindingLane(binding: $0.binding, lane: $0.lane) })
        for lane in ended.subtracting(paused) { listIfReady(lane) }
    }

    mutating func pause(_ lane: BindingLane) { paused.insert(lane) }

    func isPaused(_ lane: BindingLane) -> Bool { paused.contains(lane) }

    /// Starts no call in a lane before a time.
    mutating func throttle(_ lane: BindingLane, until end: Int64) {
        throttled.insert(lane)
        change(lane) { $0.opens = end }
    }

    func isThrottled(_ lane: BindingLane, at time: Int64) -> Bool { state(lane).opens > time }

    /// When the next throttled lane with a dialog in line opens; nil when there is none.
    var nextOpening: Int64? {
        throttled.lazy.filter { !isPaused($0) }.map(state).filter { !$0.line.isEmpty }.map(\.opens).min()
    }

    private mutating func open(at time: Int64) {
        for lane in throttled where !isThrottled(lane, at: time) {
            throttled.remove(lane)
            listIfReady(lane)
        }
    }

    mutating func noteSuccess(_ lane: BindingLane, at time: Int64) { change(lane) { $0.lastSuccess = time } }

    /// When a call of the lane got through last; nil for not in this run.
    func lastSuccess(_ lane: BindingLane) -> Int64? { state(lane).lastSuccess }
}
