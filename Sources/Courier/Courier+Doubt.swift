// Calls in doubt: LiveTex is asked whether it has them.

import Dialog
import HTTPTransport
import JSON
import LiveTex
import Record
import Store

extension Courier {
    /// What asking LiveTex has brought.
    enum Finding {
        /// The call has arrived.
        case arrived(CallOutcome)
        /// There is no sign of it.
        case absent
        /// There is more to look through.
        case more(HistorySearch)
        /// LiveTex does not answer such questions for this account: go on as on version 1.0.
        case unavailable
        /// The question itself got no answer.
        case unanswered(Verdict)
    }

    func historyFinding(
        _ result: Result<HTTPResponse, HTTPFailure>, _ search: HistorySearch, _ call: LiveTexCall, _ delivery: Delivery
    ) -> Finding {
        let refusal = search.otherWay.map { Finding.more($0) }
        return finding(result, refusal: refusal) { body throws(FieldError) in
            let day = delivery.firstAttempt - 86_400_000
            switch search.look(through: try HistoryEntry.list(in: body), for: call, since: day) {
            case .found(let entry): return .arrived(.delivered(messageID: entry.id, timestamp: entry.timestamp))
            case .more(let next): return .more(next)
            case .end: return .absent
            }
        }
    }

    func destinationFinding(_ result: Result<HTTPResponse, HTTPFailure>) -> Finding {
        finding(result) { body throws(FieldError) in
            try Destination.current(in: body) == nil ? .absent : .arrived(.delivered())
        }
    }

    /// - Parameter refusal: what it means when LiveTex refuses the question; nil: no more than that it was not answered,
    ///   since a call must not go out twice because of a question.
    private func finding(
        _ result: Result<HTTPResponse, HTTPFailure>, refusal: Finding? = nil,
        _ read: (JSON) throws(FieldError) -> Finding
    ) -> Finding {
        guard case .success(let response) = result else {
            return .unanswered(.tryAgain(reason: "LiveTex does not answer", isInDoubt: true))
        }
        switch LiveTexResponse(response) {
        case .success(let body):
            do {
                return try read(body)
            } catch {
                return .unanswered(.tryAgain(reason: error.message, isInDoubt: true))
            }
        case .failure(let failure):
            switch failure.meaning {
            case .keyRefused: return .unanswered(.pause(reason: failure.description))
            case .methodForbidden: return .unavailable
            case .refused, .tryAgain, .unclear:
                if failure.meaning == .refused, let refusal { return refusal }
                return .unanswered(
                    .tryAgain(
                        reason: failure.description, isInDoubt: true, pause: response.retryAfter,
                        slowsEverything: response.status == 429))
            }
        }
    }

    func landProbe(_ flight: Flight, _ finding: Finding) throws(StoreError) {
        searches[flight.dialogLane] = nil
        switch finding {
        case .more(let search):
            searches[flight.dialogLane] = (flight.call.number, search)
            agenda[flight.key.name] = now()
        case .arrived(let outcome): try act(on: .done(outcome), flight)
        case .unanswered(let verdict): try actInDoubt(on: verdict, flight)
        case .unavailable: try clearDoubt(flight)
        case .absent:
            let probes = flight.delivery.probes + 1
            if probes >= policy.probes || isReselect(flight) { return try clearDoubt(flight) }
            // The history may lag behind: one more look before the message goes out again.
            try change(flight) { (record) throws(DamagedRecord) in
                try record.postpone(
                    flight.call.number, until: now() + policy.probeInterval, isInDoubt: true, probes: probes)
            }
            tried.insert(flight.dialogLane)
            hasFailed = true
            agenda[flight.key.name] = now()
        }
    }

    private func isReselect(_ flight: Flight) -> Bool {
        if case .liveTex(.reselect) = flight.call.call { true } else { false }
    }

    /// An unanswered question leaves the doubt as it was, whatever became of the question.
    private func actInDoubt(on verdict: Verdict, _ flight: Flight) throws(StoreError) {
        guard case .pause(let reason) = verdict else { return try act(on: verdict, flight) }
        try pause(flight.bindingLane, reason: reason)
        tried.insert(flight.dialogLane)
        hasFailed = true
        agenda[flight.key.name] = now()
        report(flight, "paused", reason: reason, level: .error)
    }

    private func clearDoubt(_ flight: Flight) throws(StoreError) {
        try change(flight) { (record) throws(DamagedRecord) in
            try record.postpone(flight.call.number, until: 0, isInDoubt: false, probes: policy.probes)
        }
        agenda[flight.key.name] = now()
    }
}
