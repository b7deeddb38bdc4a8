import Dialog

/// The calls of a dialog that are still to be made, by rising number.
///
/// Each lane is delivered in the order of its numbers and one call at a time, so only a lane's first call is ever tried.
/// That is why a receiver, which only adds calls, can work on an excerpt: it knows what is first in each lane and leaves
/// the rest unread, however long the queue. What cannot be told from that is answered as if the unread calls were not
/// there, and the miss is noted: then the answers are worth nothing and the whole record has to be read.
package struct Outbox: Sendable {
    private var items: [QueueItem] = []
    private let unread: UnreadCalls?

    /// All calls, none so far.
    init() { unread = nil }

    /// The calls behind those that an excerpt leaves unread, none so far.
    ///
    /// - Parameter end: the number of the next call; the unread ones are below.
    init(behind fronts: [Lane: LaneFront], end: Int64) {
        unread = fronts.isEmpty ? nil : UnreadCalls(fronts: fronts, end: end)
    }

    /// Whether something was asked that only the unread calls can answer.
    var hasMissed: Bool { unread?.wereMissed ?? false }

    /// All calls.
    var all: [QueueItem] {
        unread?.miss()
        return items
    }

    package var isEmpty: Bool { items.isEmpty && unread == nil }

    /// The call of that number, if it is still to be made.
    func item(_ number: Int64) -> QueueItem? { place(of: number).map { items[$0] } }

    /// The call of a lane that is to be delivered next, unless it waits for one in the other lane.
    func head(of lane: Lane) -> QueueItem? {
        if unread?.fronts[lane] != nil {
            unread?.miss()
            return nil
        }
        return first(of: lane).flatMap { isBlocked($0) ? nil : $0 }
    }

    /// What is first in each lane.
    var fronts: [Lane: LaneFront] {
        var fronts = unread?.fronts ?? [:]
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
        if position < items.count, items[position].number == item.number {
            items[position] = item
        } else {
            // What comes back below the unread calls would be the first one.
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
        items.remove(at: place)
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

/// The call that is first in its lane, as far as others need to know it.
struct LaneFront: Hashable, Sendable {
    var number: Int64
    /// When it may be tried, in milliseconds since 1970.
    var time: Int64
    /// Whether it waits for a call in the other lane, whatever the time.
    var isBlocked: Bool
}

/// The calls of which an excerpt knows no more than the first ones.
///
/// An object, so that a miss in any copy of the outbox is seen in all of them. An outbox is used by one thread at a time.
private final class UnreadCalls: @unchecked Sendable {
    let fronts: [Lane: LaneFront]
    private(set) var wereMissed = false
    /// All numbers of unread calls are below.
    let end: Int64
    private let first: Int64

    init(fronts: [Lane: LaneFront], end: Int64) {
        self.fronts = fronts
        self.end = end
        first = fronts.values.map(\.number).min() ?? end
    }

    func mayHold(_ number: Int64) -> Bool { first <= number && number < end }

    func miss() { wereMissed = true }
}
