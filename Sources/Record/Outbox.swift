import Dialog

/// The calls of a dialog that have not been delivered, by rising number.
///
/// Each lane is delivered in the order of its numbers and one call at a time, so only a lane's first call is ever tried.
/// A receiver only adds calls, so it can work on an excerpt, which knows the first call of each lane and leaves the others
/// unread. A question that the excerpt cannot answer is answered as if the unread calls did not exist, and noted as a miss.
/// After a miss all answers are worthless and the whole record has to be read.
package struct Outbox: Sendable {
    private var items: [QueueItem] = []
    private let unread: UnreadCalls?
    /// How much waits, the unread calls included.
    private(set) var load = OutboxLoad()

    /// An empty outbox.
    init() { unread = nil }

    /// The outbox of an excerpt: the calls after the unread ones, none so far.
    ///
    /// - Parameter end: the number of the next call; the unread ones are below.
    init(after fronts: LaneFronts, end: Int64, load: OutboxLoad) {
        unread = fronts.isEmpty ? nil : UnreadCalls(fronts: fronts, end: end)
        self.load = load
    }

    /// Whether a question needed the unread calls.
    var hasMissed: Bool { unread?.wereMissed ?? false }

    /// All calls.
    var all: [QueueItem] {
        unread?.miss()
        return items
    }

    package var isEmpty: Bool { items.isEmpty && unread == nil }

    /// The calls of a lane.
    func waiting(in lane: Lane) -> [QueueItem] {
        if unread?.fronts[lane] != nil { unread?.miss() }
        return items.filter { $0.lane == lane }
    }

    /// The call of that number; nil when it is not waiting.
    func item(_ number: Int64) -> QueueItem? { place(of: number).map { items[$0] } }

    /// The next call of a lane; nil when there is none or it waits for a call in the other lane.
    func head(of lane: Lane) -> QueueItem? {
        if unread?.fronts[lane] != nil {
            unread?.miss()
            return nil
        }
        return first(of: lane).flatMap { isBlocked($0) ? nil : $0 }
    }

    /// The first call of each lane.
    var fronts: LaneFronts {
        var fronts = unread?.fronts ?? LaneFronts()
        for lane in Lane.allCases where fronts[lane] == nil {
            fronts[lane] = first(of: lane).map { item in
                LaneFront(
                    number: item.number, time: max(item.notBefore, item.delivery.nextAttempt),
                    isBlocked: isBlocked(item))
            }
        }
        return fronts
    }

    private func first(of lane: Lane) -> QueueItem? { items.first { $0.lane == lane } }

    private func isBlocked(_ item: QueueItem) -> Bool { item.after.map { place(of: $0) != nil } ?? false }

    // MARK: Changes

    /// Puts a call at its number's place: nearly always the end.
    mutating func put(_ item: QueueItem) {
        let position = position(of: item.number)
        load.add(item)
        if position < items.count, items[position].number == item.number {
            load.subtract(items[position])
            items[position] = item
        } else {
            // A call below the unread ones would be the first of its lane.
            if let unread, item.number < unread.end { unread.miss() }
            items.insert(item, at: position)
        }
    }

    /// - Returns: whether the call was there.
    mutating func setDelivery(_ delivery: Delivery, of number: Int64) -> Bool {
        guard let place = place(of: number) else { return false }
        items[place].delivery = delivery
        return true
    }

    /// - Returns: whether the call was there.
    mutating func remove(_ number: Int64) -> Bool {
        guard let place = place(of: number) else { return false }
        load.subtract(items.remove(at: place))
        return true
    }

    private func place(of number: Int64) -> Int? {
        let position = position(of: number)
        guard position < items.count, items[position].number == number else {
            missIfUnread(number)
            return nil
        }
        return position
    }

    private func missIfUnread(_ number: Int64) {
        if let unread, unread.mayHold(number) { unread.miss() }
    }

    /// The position of the first call that is not below a number, found by halving.
    private func position(of number: Int64) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// How much waits in an outbox.
struct OutboxLoad: Hashable, Sendable {
    var calls = 0
    /// The calls' stored form, in bytes.
    var bytes = 0

    /// Whether a limit is reached.
    var isFull: Bool { calls >= DialogRecord.callLimit || bytes >= DialogRecord.byteLimit }

    mutating func add(_ item: QueueItem) {
        calls += 1
        bytes += item.encodedCall.count
    }

    mutating func subtract(_ item: QueueItem) {
        calls -= 1
        bytes -= item.encodedCall.count
    }
}

/// A dialog whose outbox has reached a limit takes in no event that asks for another call. One event may go beyond it: the
/// longest webhook must be acceptable.
///
/// A courier reads all of a record once, and a longer one would delay the calls of others. The limits are above what a person
/// and a bot say in a day of outage.
extension DialogRecord {
    /// The most calls that wait.
    public static let callLimit = 5_000
    /// The most bytes of calls that wait, in their stored form.
    public static let byteLimit = 4 << 20
}

/// What an excerpt knows of the first call of a lane.
struct LaneFront: Hashable, Sendable {
    var number: Int64
    /// When it may be tried, in milliseconds since 1970.
    var time: Int64
    /// Whether it waits for a call in the other lane.
    var isBlocked: Bool
}

/// The first call of each lane. A dictionary would cost a receiver as much as reading the bundle.
struct LaneFronts: Hashable, Sendable {
    private var liveTex: LaneFront?
    private var platform: LaneFront?

    subscript(lane: Lane) -> LaneFront? {
        get {
            switch lane {
            case .liveTex: liveTex
            case .platform: platform
            }
        }
        set {
            switch lane {
            case .liveTex: liveTex = newValue
            case .platform: platform = newValue
            }
        }
    }

    var isEmpty: Bool { liveTex == nil && platform == nil }

    /// The lowest number; nil when no call waits.
    var first: Int64? { Self.least(liveTex?.number, platform?.number) }

    /// When the first call can be made that does not wait for the other lane, in milliseconds since 1970; nil for never.
    var due: Int64? {
        func time(_ front: LaneFront?) -> Int64? { front.flatMap { $0.isBlocked ? nil : $0.time } }
        return Self.least(time(liveTex), time(platform))
    }

    private static func least(_ one: Int64?, _ other: Int64?) -> Int64? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}

/// The calls that an excerpt leaves unread.
///
/// A class, so that all copies of an outbox share a miss. An outbox is used by one thread at a time.
private final class UnreadCalls: @unchecked Sendable {
    let fronts: LaneFronts
    private(set) var wereMissed = false
    /// All numbers of unread calls are below.
    let end: Int64
    private let first: Int64

    init(fronts: LaneFronts, end: Int64) {
        self.fronts = fronts
        self.end = end
        first = fronts.first ?? end
    }

    func mayHold(_ number: Int64) -> Bool { first <= number && number < end }

    func miss() { wereMissed = true }
}
