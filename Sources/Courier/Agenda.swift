import HeapModule
import Record
import Store

/// Which dialogs the courier looks at, and when.
///
/// The due times of the store are hints; the record says what is to be done. All times are monotonic, in milliseconds, but
/// the due times in lists are in milliseconds since 1970.
///
/// The planned looks are in a heap. When a look is moved, its old entry stays in the heap until it comes up or until most
/// entries are old, so a change costs O(log n). The first entry is never an old one.
struct Agenda {
    private struct Look: Comparable {
        let time: Int64
        /// Rises with each planned look.
        let number: Int64
        let name: DialogName

        static func < (left: Look, right: Look) -> Bool { (left.time, left.number) < (right.time, right.number) }
    }

    private var heap = Heap<Look>()
    private var looks: [DialogName: Look] = [:]
    private var count: Int64 = 0
    /// Dialogs that are left alone for a while, and until when.
    private var resting: [DialogName: Int64] = [:]
    private var standstills: [DialogName: Standstill] = [:]
    /// The due dialogs of the last list.
    private var tokens: [DialogName: ChangeToken] = [:]
    /// Before all other times: something has just happened to the dialog.
    private static let first: Int64 = -1

    // MARK: Planned looks

    var isEmpty: Bool { looks.isEmpty }

    /// When the next look is planned; nil when none is.
    var next: Int64? { heap.min?.time }

    /// The dialogs that are due by a time, in no order.
    func due(at time: Int64) -> Set<DialogName> { Set(looks.values.lazy.filter { $0.time <= time }.map(\.name)) }

    /// Takes the dialog with the earliest look off the agenda; nil when none is due by that time.
    mutating func takeNext(at time: Int64) -> DialogName? {
        guard let look = heap.min, look.time <= time else { return nil }
        looks[look.name] = nil
        dropOldEntries()
        return look.name
    }

    /// Plans a look unless an earlier one is planned. A resting dialog is not looked at before its rest ends.
    mutating func plan(_ name: DialogName, at time: Int64) {
        let planned = looks[name]?.time
        let time = max(min(time, planned ?? time), resting[name] ?? .min)
        if time != planned { set(name, time) }
    }

    /// Plans a look before all others, even if the dialog rests.
    mutating func bringForward(_ name: DialogName) {
        if looks[name]?.time != Self.first { set(name, Self.first) }
    }

    private mutating func set(_ name: DialogName, _ time: Int64) {
        count += 1
        let look = Look(time: time, number: count, name: name)
        looks[name] = look
        heap.insert(look)
        dropOldEntries()
    }

    private mutating func dropOldEntries() {
        while let look = heap.min, looks[look.name] != look { heap.removeMin() }
        if entryCount > 2 * looks.count + 16 { heap = Heap(looks.values) }
    }

    /// The number of the heap's entries, with the old ones.
    var entryCount: Int { heap.count }

    // MARK: Dialogs that are left alone

    /// Leaves a dialog alone until a time. An attempt to store may reach the change feed, which would bring the dialog back
    /// at once.
    mutating func rest(_ name: DialogName, until end: Int64) {
        resting[name] = end
        set(name, end)
    }

    mutating func endRest(_ name: DialogName) { resting[name] = nil }

    /// Leaves a dialog alone until something happens to it or its cause is fixed.
    mutating func setAside(_ name: DialogName, _ cause: Standstill.Cause) {
        standstills[name] = Standstill(token: tokens[name], cause: cause)
    }

    /// Plans looks at dialogs that have changed, before those at others.
    mutating func wake(_ names: Set<DialogName>) {
        for name in names {
            standstills[name] = nil
            plan(name, at: Self.first)
        }
    }

    // MARK: Lists of due dialogs

    /// Plans looks at the listed dialogs. One that waits already, and to which nothing has happened, is left as it is.
    ///
    /// - Parameters:
    ///   - wall: the wall clock's time, in milliseconds since 1970.
    ///   - isImpatient: whether all are looked at now, whatever their due time.
    ///   - isWaiting: whether a dialog is in a line.
    ///   - isFixed: whether the cause of a dialog's standstill is fixed.
    mutating func take(
        _ list: [DueDialog], wall: Int64, now: Int64, isImpatient: Bool, isWaiting: (DialogName) -> Bool,
        isFixed: (DialogName, Standstill.Cause) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let before = tokens
        tokens = Dictionary(list.map { ($0.name, $0.token) }, uniquingKeysWith: { first, _ in first })
        for dialog in list {
            if let standstill = standstills[dialog.name] {
                if standstill.token == dialog.token, try !isFixed(dialog.name, standstill.cause) { continue }
                standstills[dialog.name] = nil
            }
            let isUnchanged = before[dialog.name] == dialog.token
            if isUnchanged, looks[dialog.name] != nil || isWaiting(dialog.name) { continue }
            // A clock that was set back since then may have made this due time. The record tells: look once.
            let isDoubtful = dialog.due > wall + DialogRecord.clockSlack && !isUnchanged
            plan(dialog.name, at: isImpatient || isDoubtful ? now : now + max(0, dialog.due - wall))
        }
    }

    /// Whether something has happened to a dialog since the last list.
    func hasNews(_ list: [DueDialog]) -> Bool {
        list.contains { dialog in
            tokens[dialog.name] != dialog.token && standstills[dialog.name]?.token != dialog.token
        }
    }
}
