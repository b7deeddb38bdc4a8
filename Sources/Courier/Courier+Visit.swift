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

    /// Looks at dialogs that are due, and gives the free places to those in line. After a moment it returns, so that many
    /// dialogs do not hold up an answer or a webhook; then ``Agenda/next`` is not after now.
    func visitDue() {
        let time = uptime
        let end = time + Self.longestVisits
        while mayStart, uptime <= end, let name = agenda.takeNext(at: time) { visitGuarded(name) }
        // A dialog may have nothing to do any more. Then the next one gets the place. A run that tries everything once waits
        // for no lane to open.
        while mayStart, let name = lanes.next(at: once == nil ? time : .max) { visitGuarded(name) }
    }

    /// In milliseconds.
    private static let longestVisits: Int64 = 10

    /// One damaged dialog must not hold up the others.
    private func visitGuarded(_ name: DialogName) {
        do {
            let next = try visit(name)
            agenda.endRest(name)
            busySince[name] = nil
            if let next { agenda.plan(name, at: next) }
        } catch {
            if case .busy(let reason) = error, once == nil {
                let since = busySince[name] ?? uptime
                if uptime - since < Self.busyPatience {
                    busySince[name] = since
                    return agenda.rest(name, until: uptime + Self.busyPause)
                }
                report(.busy("another program has held it for \((uptime - since) / 1000) s: \(reason)"), name)
            } else {
                report(error, name)
            }
            busySince[name] = nil
            switch error {
            case .damaged: agenda.setAside(name, .record(try? store.version(of: name)))
            case .unavailable, .busy: agenda.rest(name, until: uptime + policy.lookAgain)
            }
        }
    }

    /// How soon a dialog is looked at again at which another program is at work, in milliseconds.
    private static let busyPause: Int64 = 15
    /// For how long that is no error, in milliseconds.
    private static let busyPatience: Int64 = 5_000

    /// Starts what a dialog has to deliver.
    ///
    /// - Returns: when to look again, monotonic, in milliseconds; nil when something else will bring the dialog back.
    private func visit(_ name: DialogName) throws(StoreError) -> Int64? {
        once?.endAwaiting(name)
        guard let stored = try impatientStore.load(name), stored.record.due != nil else {
            waits.forget(name)
            try impatientStore.refreshDue(name)
            return nil
        }
        var record = stored.record
        let binding: Binding
        do {
            binding = try bundle.binding(record.key.binding)
        } catch {
            return leaveAlone(record.key, error)
        }
        guard claims.claim(binding.id, now: uptime) else {
            // Another courier delivers it.
            if once?.await(name, now: uptime) == true { return uptime + OnceRun.askAgain }
            hasFailed = true
            return nil
        }
        record = try passTime(record, binding.rules)
        var next = [record.dialog.deadline.map { uptime + $0 - time(for: $0, of: .deadline(name)) }].compactMap { $0 }
        var service: [Lane: Service] = [:]
        for lane in Lane.allCases {
            let lanesService = try serve(lane, of: record, binding)
            service[lane] = lanesService
            if case .lookAgain(let time) = lanesService { next.append(time) }
        }
        if record.due == nil { try impatientStore.refreshDue(name) }
        if next.isEmpty, let paused = Lane.allCases.first(where: { service[$0] == .paused }),
            !service.values.contains(.inHand)
        {
            // This only saves work: unparked, the dialog waits in the lane's line, and the next courier tries again.
            try? impatientStore.park(record.key, paused, ifStill: stored.version)
        }
        return next.min()
    }

    /// What was done with a lane of a dialog.
    private enum Service: Equatable {
        /// It has no call to deliver.
        case idle
        /// A request is on its way or waits in line, or this run has done with it.
        case inHand
        /// It is to be looked at then, monotonic, in milliseconds.
        case lookAgain(at: Int64)
        /// A person has to resume it.
        case paused
    }

    /// The wall clock's time as a wait sees it.
    private func time(for stored: Int64, of subject: Waits.Subject) -> Int64 {
        waits.time(for: stored, of: subject, wall: now, monotonic: uptime)
    }

    /// Lets the time that has passed change a dialog.
    private func passTime(_ record: DialogRecord, _ rules: DialogRules) throws(StoreError) -> DialogRecord {
        let now = now
        var record = record
        // What waits is stored by the clock of this boot, so that the next courier sees whether the clock was set since.
        // What is due now is stored when it starts.
        let waitsByOldClock = record.hasNewClock && record.waits.values.contains { $0 > now }
        if waitsByOldClock || record.changed > now + DialogRecord.clockSlack {
            let before = record
            record = try impatientStore.update(record.key, party: nil) { record in
                record.followClock(now: now)
                record.noteTime(now)
                return record
            }
            for (subject, stored) in before.waits {
                waits.move(subject, from: stored, to: record.waits[subject] ?? stored)
            }
        }
        if let deadline = record.dialog.deadline, deadline <= time(for: deadline, of: .deadline(record.key.name)) {
            record = try impatientStore.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                try record.passTime(rules, now: max(now, deadline))
                return record
            }
        }
        return record
    }

    private func serve(_ lane: Lane, of record: DialogRecord, _ binding: Binding) throws(StoreError) -> Service {
        let dialogLane = DialogLane(dialog: record.key.name, lane: lane)
        guard let item = record.head(of: lane) else { return .idle }
        guard !flights.isBusy(dialogLane) else { return .inHand }
        let bindingLane = BindingLane(binding: binding.id, lane: lane)
        let circumstances = Turn.Circumstances(
            isOnce: once != nil, wasTried: once?.wasTried(dialogLane) ?? false, isPaused: lanes.isPaused(bindingLane),
            isThrottled: lanes.isThrottled(bindingLane, at: uptime), isFull: lanes.isFull(bindingLane),
            mayStart: mayStart)
        let now = time(for: item.earliest, of: .lane(dialogLane))
        switch Turn(of: item, circumstances, now: now) {
        case .wait(let time): return .lookAgain(at: uptime + time - now)
        case .leave: return .inHand
        case .fail:
            hasFailed = true
            guard circumstances.isPaused else { return .inHand }
            lanes.queue(record.key.name, for: bindingLane)
            return .paused
        case .queue:
            lanes.queue(record.key.name, for: bindingLane)
            return .inHand
        case .start: break
        }
        do {
            try start(item, in: dialogLane, of: record, binding)
            return .inHand
        } catch let error as DamagedRecord {
            throw .damaged("\(record.key.name): \(error)")
        } catch let error as StoreError {
            throw error
        } catch {
            report("a call cannot be made", record.key.name, "\(error)")
            once?.noteTry(dialogLane)
            return .lookAgain(at: uptime + policy.lookAgain)
        }
    }

    private func start(_ item: QueueItem, in lane: DialogLane, of record: DialogRecord, _ binding: Binding) throws {
        let (key, call) = (record.key, try item.call())
        guard record.dialog.wants(call.call) else {
            try impatientStore.update(key, party: nil) { record in record.withdraw(call.number) }
            return agenda.bringForward(lane.dialog)
        }
        let question = doubt.question(
            about: call, item.delivery, of: key, record.dialog, binding.api.version, now: uptime)
        var flight = Flight(
            question: question, key: key, dialogLane: lane, call: call, delivery: item.delivery, rules: binding.rules,
            acknowledgement: binding.platform.acknowledgement, started: uptime)
        let request =
            switch question {
            case .history(let search):
                OutboundRequest(
                    LiveTexRequest.history(userID: key.userID, search.part, limit: Self.historyPage), binding)
            case .destination: OutboundRequest(LiveTexRequest.currentDestination(userID: key.userID), binding)
            case nil: OutboundRequest(call.call, of: (key.userID, record.dialog.party), binding)
            }
        var resolved = try RequestResolver.resolve(request, binding, now: now)
        if question == nil {
            // Stored before the first byte goes out: after a crash the call is in doubt.
            guard let begun = try begin(item, of: key, binding.rules) else {
                return agenda.bringForward(lane.dialog)
            }
            flight.delivery = begun
        }
        if let budget { resolved.timeout = budget.limit(resolved.timeout, at: uptime) }
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
        if case .unavailable = error { return uptime + policy.lookAgain }
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

extension DialogRecord {
    /// The stored times that a courier waits for.
    fileprivate var waits: [Waits.Subject: Int64] {
        var waits: [Waits.Subject: Int64] = [:]
        waits[.deadline(key.name)] = dialog.deadline
        for lane in Lane.allCases {
            waits[.lane(DialogLane(dialog: key.name, lane: lane))] = head(of: lane)?.earliest
        }
        return waits
    }
}

extension QueueItem {
    /// When the call may be made, in milliseconds since 1970.
    fileprivate var earliest: Int64 { max(notBefore, delivery.nextAttempt) }
}
