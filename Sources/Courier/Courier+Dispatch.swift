// From a dialog that is due to a request on its way.

import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import LiveTex
import Outbound
import POSIX
import Record
import Store

extension Courier {
    /// Starts what a dialog has to deliver.
    ///
    /// - Returns: when to look again, in milliseconds since 1970; nil when something else will bring the dialog back.
    func visit(_ name: DialogName) throws(StoreError) -> Int64? {
        guard var record = try hastyStore.load(name)?.record else {
            try hastyStore.refreshDue(name)
            return nil
        }
        let binding: Binding
        do {
            binding = try bundle.binding(record.key.binding)
        } catch {
            log(
                .error, "the binding cannot be read",
                ["dialog": .string(name.description), "detail": .string("\(error)")])
            hasFailed = true
            if case .unavailable = error { return now() + lookAgain }
            // The configuration has no such binding any more; a person has to decide about its dialogs.
            let path = bundle.path(of: record.key.binding)
            setAside(name, .binding(path: path, FileSystem.stamp(path)))
            return nil
        }
        guard claims.claim(binding.id, now: monotonic()) else {
            // Another courier delivers it.
            hasFailed = true
            return nil
        }
        if record.changed > now() + DialogRecord.clockSlack {
            record = try hastyStore.update(record.key, party: nil) { record in
                record.followClock(now: now())
                return record
            }
        }
        if let deadline = record.dialog.deadline, deadline <= now() {
            record = try hastyStore.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                try record.passTime(binding.rules, now: now())
                return record
            }
        }
        var next = [record.dialog.deadline].compactMap { $0 }
        for lane in Lane.allCases {
            if let time = try serve(lane, of: record, binding) { next.append(time) }
        }
        if record.due == nil { try hastyStore.refreshDue(name) }
        return next.min()
    }

    private func serve(_ lane: Lane, of record: DialogRecord, _ binding: Binding) throws(StoreError) -> Int64? {
        let dialogLane = DialogLane(dialog: record.key.name, lane: lane)
        guard let item = record.head(of: lane), !flights.values.contains(where: { $0.dialogLane == dialogLane }) else {
            return nil
        }
        let bindingLane = BindingLane(binding: binding.id, lane: lane)
        if paused.contains(bindingLane) {
            hasFailed = true
            // A pause is no reason to stay. The person who ends it starts a courier, or the next webhook does.
            return nil
        }
        let state = lanes[bindingLane, default: LaneState()]
        let earliest: Int64
        switch mode {
        case .linger: earliest = max(item.notBefore, item.delivery.nextAttempt, state.earliest(now: now()))
        case .once:
            if tried.contains(dialogLane) { return nil }
            // The history may lag behind, so the second look keeps its distance to the first also in this mode.
            let isSecondLook = item.delivery.isInDoubt && item.delivery.probes > 0
            if isSecondLook, item.delivery.nextAttempt > now() {
                hasFailed = true
                return nil
            }
            earliest = item.notBefore
        }
        if earliest > now() { return mode == .once ? nil : earliest }
        // It stays due, and is counted at the end.
        guard mayStart else { return now() }
        if state.inFlight >= concurrency {
            queues[bindingLane, default: WaitingLine()].add(record.key.name)
            return nil
        }
        do {
            try dispatch(item, of: record, binding)
            return nil
        } catch let error as DamagedRecord {
            throw .damaged("\(record.key.name): \(error)")
        } catch let error as StoreError {
            throw error
        } catch {
            log(
                .error, "a call cannot be made",
                ["dialog": .string(record.key.name.description), "detail": .string("\(error)")])
            hasFailed = true
            tried.insert(dialogLane)
            return now() + lookAgain
        }
    }

    private func dispatch(_ item: QueueItem, of record: DialogRecord, _ binding: Binding) throws {
        let call = try item.call()
        guard record.dialog.wants(call.call) else {
            try hastyStore.update(record.key, party: nil) { record in record.withdraw(call.number) }
            agenda[record.key.name] = now()
            return
        }
        let purpose = purpose(of: call, item.delivery, record, binding.api.version)
        var flight = Flight(
            purpose: purpose, key: record.key, call: call, delivery: item.delivery, rules: binding.rules,
            started: monotonic())
        let request: OutboundRequest
        switch purpose {
        case .historyProbe(let search):
            request = OutboundRequest(
                LiveTexRequest.history(userID: record.key.userID, search.part, limit: Self.historyLimit), binding)
        case .destinationProbe:
            request = OutboundRequest(LiveTexRequest.currentDestination(userID: record.key.userID), binding)
        case .delivery:
            request = OutboundRequest(call.call, of: (record.key.userID, record.dialog.party), binding)
        }
        var resolved = try RequestResolver.resolve(request, binding, now: now())
        if case .delivery = purpose {
            // Stored before the first byte goes out: after a crash the call is in doubt.
            let begun = try hastyStore.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                // It may have been dropped or overtaken since the record was read.
                guard record.head(of: item.lane)?.number == item.number else { return nil as Delivery? }
                try record.begin(item.number, binding.rules, now: now())
                return record.item(item.number)?.delivery
            }
            guard let begun else {
                agenda[record.key.name] = now()
                return
            }
            flight.delivery = begun
        }
        if let budget { resolved.timeout = budget.limit(resolved.timeout, at: monotonic()) }
        flights[try http.start(resolved)] = flight
        lanes[flight.bindingLane, default: LaneState()].inFlight += 1
    }

    /// How many entries of a history are asked for at a time.
    static let historyLimit: Int64 = 100

    /// Whether a call can go out, or whether LiveTex has to be asked first what it has already.
    private func purpose(
        of call: QueuedCall, _ delivery: Delivery, _ record: DialogRecord, _ version: LiveTexAPI.Version
    ) -> Flight.Purpose {
        guard version.hasHistory, case .liveTex(let liveTex) = call.call else { return .delivery }
        switch liveTex {
        case .sendText, .sendFile:
            guard delivery.isInDoubt else { return .delivery }
            let lane = DialogLane(dialog: record.key.name, lane: call.call.lane)
            let begun = searches[lane].flatMap { $0.call == call.number ? $0.search : nil }
            return .historyProbe(begun ?? HistorySearch(after: record.dialog.lastMessageID))
        case .select:
            // To select twice does no harm.
            return delivery.isInDoubt && record.dialog.selectionCanBeSeen ? .destinationProbe : .delivery
        // Asked each time until the answer is "none", which clears the doubt; then it goes out.
        case .reselect: return delivery.probes == 0 || delivery.isInDoubt ? .destinationProbe : .delivery
        case .checkOperators: return .delivery
        }
    }
}
