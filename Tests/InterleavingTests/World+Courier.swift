// The real courier, step by step: an act lets it look at the dialog, lands one of its requests, or replaces it.

import Dialog
import HTTPTransport
import JSON
import LiveTexModel
import Logging
import Store

@testable import Courier
@testable import Record

extension World {
    /// Waits of a few acts, so that other events come between a call in doubt and the questions about it.
    private static let policy: RetryPolicy = {
        var policy = RetryPolicy()
        policy.base = 4
        policy.ceiling = 60
        policy.probeInterval = 6
        return policy
    }()

    static func makeCourier(_ channels: Channels, _ store: WatchedStore, _ wire: Wire, _ clock: RunClock, _ log: RunLog)
        throws -> Courier
    {
        try Courier(
            store: store, bundle: channels.bundle, policy: policy, mode: .linger(0),
            log: Log(program: "courier", minimum: .error, write: log.write), clock: clock, transport: wire,
            random: { 0 })
    }

    /// How a request under way ends.
    enum Landing {
        case delivered, answerLost, notSent, neverArrived, refused

        init(_ pick: Int) {
            switch pick % 12 {
            case 7, 8: self = .answerLost
            case 9: self = .notSent
            case 10: self = .neverArrived
            case 11: self = .refused
            default: self = .delivered
            }
        }
    }

    /// Lets the courier look at the dialog, while the other lanes are paused. As in a real run, it looks only at what is due.
    mutating func begin(_ lanes: Lane...) throws {
        let isLate = record.dialog.deadline.map { $0 <= now } ?? false
        guard isLate || lanes.contains(where: { record.dueSince($0, now: now) != nil }) else { return }
        let before = record.dialog
        courier.lanes.setPauses(
            Lane.allCases.filter { !lanes.contains($0) }.map {
                Pause(binding: key.binding, lane: $0, reason: "", time: now)
            })
        courier.agenda.bringForward(name)
        courier.visitDue()
        try checkSelections(before, takeCommits())
    }

    /// Ends the request of a lane. A request may be a call or the courier's question about one.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    mutating func land(_ lane: Lane, _ landing: Landing, isOnline: Bool? = nil) throws -> Bool {
        guard let (flight, request) = try takeFlight(lane) else { return false }
        let (call, before) = (flight.call, record.dialog)
        var landing = landing
        // The platform never refuses what tells it the phase.
        if landing == .refused, case .platform(let event) = call.call, !event.kind.isForPeople { landing = .delivered }
        let result: Result<HTTPResponse, HTTPFailure>
        switch landing {
        case .delivered:
            let body = try arrive(request, flight, isOnline: isOnline ?? (call.number % 4 != 0))
            result = .success(HTTPResponse(status: 200, body: body.bytes()))
            noteSelection(call, flight.question, body, before.phase)
        case .answerLost:
            _ = try arrive(request, flight, isOnline: true)
            result = .failure(HTTPFailure(outcome: .unknown, description: "no answer"))
        case .neverArrived: result = .failure(HTTPFailure(outcome: .unknown, description: "no answer"))
        case .notSent: result = .failure(HTTPFailure(outcome: .notSent, description: "no connection"))
        case .refused:
            if flight.question == nil { ledger.refused.insert(call.number) }
            let refusal = LiveTexAnswer(.invalidData("no reason"))
            result = .success(HTTPResponse(status: refusal.status, body: refusal.body.bytes()))
        }
        courier.land(flight, result)
        if try store.load(name)?.record.item(call.number) == nil { ledger.finished.insert(call.number) }
        try checkSelections(before, takeCommits())
        if let id = record.dialog.lastMessageID, id != before.lastMessageID {
            let sent = liveTex.messages.first { $0.id == id }?.call
            try promise(sent == call.number, "call #\(call.number) was taken for what #\(sent ?? 0) had sent")
        }
        return true
    }

    /// The courier dies, which ends its claim, and another begins. Calls under way may have arrived.
    mutating func crash(hasArrived: Bool) throws {
        for lane in Lane.allCases {
            if let (flight, request) = try takeFlight(lane), hasArrived {
                _ = try arrive(request, flight, isOnline: true)
            }
        }
        try courier.claims.release()
        courier = try Self.makeCourier(channels, store, wire, clock, log)
    }

    private func takeFlight(_ lane: Lane) throws -> (Flight, HTTPRequest)? {
        guard let (number, request) = try wire.take(lane) else { return nil }
        guard let flight = courier.flights.remove(number) else { throw Violation(description: "a request of no call") }
        return (flight, request)
    }

    /// Delivers a request and returns the body of the answer.
    private mutating func arrive(_ request: HTTPRequest, _ flight: Flight, isOnline: Bool) throws -> JSON {
        let (number, body) = (flight.call.number, request.body.isEmpty ? .null : try JSON(parsing: request.body))
        if flight.dialogLane.lane == .platform {
            let count = platform.events.count
            try platform.receive(body)
            if platform.events.count > count { ledger.shown.append(number) }
            return .object([:])
        }
        if flight.question == nil, let expected = ledger.expected[number] {
            try promise(body == expected, "LiveTex got \(body.text()), not \(expected.text())")
        }
        return try liveTex.answer(request, call: number, isOnline: isOnline)
    }

    /// Notes a selection that LiveTex confirms, by its answer to the call or to the question for the group.
    private mutating func noteSelection(_ call: QueuedCall, _ question: Question?, _ answer: JSON, _ phase: Phase) {
        if question != nil {
            guard answer["destination"] != nil else { return }
            // It may be the group of an earlier conversation. The operators have the dialog in that case too.
            if let request = ledger.selections[call.number] { ledger.foundSelected.insert(request) }
        }
        if case .liveTex(.select) = call.call, let transfer = phase.promised {
            ledger.confirmed.insert(transfer.request)
        }
    }

    // MARK: The end

    /// Delivers everything that waits.
    mutating func drain() throws {
        for _ in 0..<2_000 {
            now += 1
            if let webhook = liveTex.takeWebhook(0) {
                try arrive(webhook)
                continue
            }
            let count = record.outbox.count
            try begin(.liveTex, .platform)
            var hasLanded = false
            for lane in Lane.allCases where try land(lane, .delivered, isOnline: true) { hasLanded = true }
            if record.outbox.isEmpty { return }
            if hasLanded || record.outbox.count < count { continue }
            let times = Lane.allCases.compactMap {
                record.head(of: $0).map { max($0.notBefore, $0.delivery.nextAttempt) }
            }
            guard let next = times.min(), next > now else { break }
            now = next
        }
        throw Violation(description: "the queue never empties: \(record.outbox.map(\.number))")
    }
}

extension PlatformCall.Kind {
    /// Whether the event is shown to the lead. The platform refuses it when it cannot reach the lead.
    var isForPeople: Bool {
        switch self {
        case .notice, .operatorMessage: true
        case .transferResult, .dialogReturned, .operatorCommand: false
        }
    }
}
