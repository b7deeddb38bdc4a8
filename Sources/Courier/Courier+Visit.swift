// From a due dialog to a request on its way.

import ChannelBundle
import Dialog
import LiveTex
import Outbound
import POSIX
import Record
import Store

extension Courier {
    /// The store for changes that can be made later as well. The outcome of a call is worth a longer wait: a call without a
    /// stored outcome is asked for or, with API 1.0, sent again. A run that tries everything once does not come back.
    private var impatientStore: any Store { once == nil ? store.impatient : store }

    /// Looks at all dialogs that are due, and gives the free places to those in line.
    func visitDue() {
        let time = now
        for name in agenda.takeDue(at: time) {
            if mayStart { visitGuarded(name) } else { agenda.plan(name, at: time) }
        }
        // A dialog may have nothing to do any more. Then the next one gets the place.
        while mayStart, let name = lanes.next() { visitGuarded(name) }
    }

    /// One damaged dialog must not hold up the others.
    private func visitGuarded(_ name: DialogName) {
        do {
            let next = try visit(name)
            agenda.endRest(name)
            if let next { agenda.plan(name, at: next) }
        } catch {
            report(error, name)
            switch error {
            case .damaged: agenda.setAside(name, .record(try? store.version(of: name)))
            case .unavailable: agenda.rest(name, until: now + policy.lookAgain)
            }
        }
    }

    /// Starts what a dialog has to deliver.
    ///
    /// - Returns: when to look again, in milliseconds since 1970; nil when something else will bring the dialog back.
    private func visit(_ name: DialogName) throws(StoreError) -> Int64? {
        once?.endAwaiting(name)
        guard var record = try impatientStore.load(name)?.record, record.due != nil else {
            try impatientStore.refreshDue(name)
            return nil
        }
        let binding: Binding
        do {
            binding = try bundle.binding(record.key.binding)
        } catch {
            return leaveAlone(record.key, error)
        }
        guard claims.claim(binding.id, now: clock.monotonic()) else {
            // Another courier delivers it.
            if once?.await(name, now: clock.monotonic()) == true { return now + OnceRun.askAgain }
            hasFailed = true
            return nil
        }
        record = try passTime(record, binding.rules)
        var next = [record.dialog.deadline].compactMap { $0 }
        for lane in Lane.allCases {
            if let time = try serve(lane, of: record, binding) { next.append(time) }
        }
        if record.due == nil { try impatientStore.refreshDue(name) }
        return next.min()
    }

    /// Lets the time that has passed change a dialog.
    private func passTime(_ record: DialogRecord, _ rules: DialogRules) throws(StoreError) -> DialogRecord {
        let now = now
        var record = record
        if record.changed > now + DialogRecord.clockSlack {
            record = try impatientStore.update(record.key, party: nil) { record in
                record.followClock(now: now)
                return record
            }
        }
        if let deadline = record.dialog.deadline, deadline <= now {
            record = try impatientStore.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                try record.passTime(rules, now: now)
                return record
            }
        }
        return record
    }

    /// - Returns: when to look again, in milliseconds since 1970; nil when something else will bring the dialog back.
    private func serve(_ lane: Lane, of record: DialogRecord, _ binding: Binding) throws(StoreError) -> Int64? {
        let dialogLane = DialogLane(dialog: record.key.name, lane: lane)
        guard let item = record.head(of: lane), !flights.isBusy(dialogLane) else { return nil }
        let bindingLane = BindingLane(binding: binding.id, lane: lane)
        let circumstances = Turn.Circumstances(
            isOnce: once != nil, wasTried: once?.wasTried(dialogLane) ?? false, isPaused: lanes.isPaused(bindingLane),
            opens: lanes.opens(bindingLane, now: now), isFull: lanes.isFull(bindingLane), mayStart: mayStart)
        switch Turn(of: item, circumstances, now: now) {
        case .wait(let time): return time
        case .leave: return nil
        case .fail:
            hasFailed = true
            return nil
        case .queue:
            lanes.queue(record.key.name, for: bindingLane)
            return nil
        case .start: break
        }
        do {
            try start(item, in: dialogLane, of: record, binding)
            return nil
        } catch let error as DamagedRecord {
            throw .damaged("\(record.key.name): \(error)")
        } catch let error as StoreError {
            throw error
        } catch {
            report("a call cannot be made", record.key.name, "\(error)")
            once?.noteTry(dialogLane)
            return now + policy.lookAgain
        }
    }

    private func start(_ item: QueueItem, in lane: DialogLane, of record: DialogRecord, _ binding: Binding) throws {
        let (key, call) = (record.key, try item.call())
        guard record.dialog.wants(call.call) else {
            try impatientStore.update(key, party: nil) { record in record.withdraw(call.number) }
            return agenda.bringForward(lane.dialog, now: now)
        }
        let question = doubt.question(
            about: call, item.delivery, in: lane, of: record.dialog, binding.api.version)
        var flight = Flight(
            question: question, key: key, dialogLane: lane, call: call, delivery: item.delivery, rules: binding.rules,
            started: clock.monotonic())
        let request =
            switch question {
            case .history(let search, _):
                OutboundRequest(
                    LiveTexRequest.history(userID: key.userID, search.part, limit: Self.historyPage), binding)
            case .destination: OutboundRequest(LiveTexRequest.currentDestination(userID: key.userID), binding)
            case nil: OutboundRequest(call.call, of: (key.userID, record.dialog.party), binding)
            }
        var resolved = try RequestResolver.resolve(request, binding, now: now)
        if question == nil {
            // Stored before the first byte goes out: after a crash the call is in doubt.
            guard let begun = try begin(item, of: key, binding.rules) else {
                return agenda.bringForward(lane.dialog, now: now)
            }
            flight.delivery = begun
        }
        if let budget { resolved.timeout = budget.limit(resolved.timeout, at: clock.monotonic()) }
        flights.add(flight, try http.start(resolved))
        lanes.occupyPlace(flight.bindingLane)
    }

    /// How many entries of a history are asked for at a time.
    private static let historyPage: Int64 = 100

    /// Stores that a call is in flight.
    ///
    /// - Returns: nil when it was dropped or overtaken after the record was read.
    private func begin(_ item: QueueItem, of key: DialogKey, _ rules: DialogRules) throws(StoreError) -> Delivery? {
        let now = now
        return try impatientStore.update(key, party: nil) { (record) throws(DamagedRecord) in
            guard record.head(of: item.lane)?.number == item.number else { return nil }
            try record.begin(item.number, rules, now: now)
            return record.item(item.number)?.delivery
        }
    }

    // MARK: Dialogs that cannot be delivered

    private func leaveAlone(_ key: DialogKey, _ error: BundleError) -> Int64? {
        report("the binding cannot be read", key.name, "\(error)")
        if case .unavailable = error { return now + policy.lookAgain }
        // The configuration has no such binding any more; a person has to decide about its dialogs.
        let path = bundle.path(of: key.binding)
        agenda.setAside(key.name, .binding(path: path, FileSystem.stamp(path)))
        return nil
    }

    /// Whether the cause of a dialog's standstill is fixed.
    func isFixed(_ cause: Standstill.Cause, of name: DialogName) throws(StoreError) -> Bool {
        switch cause {
        case .record(let version): try store.version(of: name) != version
        case .binding(let path, let stamp): FileSystem.stamp(path) != stamp
        }
    }

    func report(_ error: StoreError, _ name: DialogName) {
        report("a dialog cannot be delivered", name, error.description)
    }

    private func report(_ message: String, _ name: DialogName, _ detail: String) {
        hasFailed = true
        log(.error, message, ["dialog": .string(name.description), "detail": .string(detail)])
    }
}
