import JSON

/// How the sandbox answers a call of the bridge: the faults that are set come first, and the journal has every call.
struct FaultyAnswer: Sendable {
    let place: Fault.Place
    let kind: JournalEntry.Kind
    let journal: Journal
    let faults: FaultTable

    /// Answers one call.
    ///
    /// - Parameters:
    ///   - name: the method, or the event's type.
    ///   - user: the dialog.
    ///   - request: the call as it came.
    ///   - body: its body, or what is wrong with it.
    ///   - failure: makes the body of a fault's answer from its status and code.
    ///   - perform: does what the call asks, and returns status and body.
    func answer(
        _ name: String, binding: String, user: String, as request: WireRequest, body: JSON,
        failure: (Int, JSON?) -> JSON,
        perform: () async -> (status: Int, body: JSON)
    ) async -> WireReply {
        let number = journal.begin(
            kind, binding: binding, name: name, user: user, path: request.path, size: request.body.count,
            request: body)
        let fault = faults.strike(place, name, binding: binding)
        let note = fault.map { "fault: \($0)" } ?? ""
        switch fault {
        case .drop?:
            journal.finish(number, .unanswered("dropped"), note: note)
            return .drop
        case .answer(let status, let code, let retryAfter)?:
            let body = failure(status, code)
            journal.finish(number, .answered(status, body), note: note)
            return .json(status, body, headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
        case .delay(let milliseconds)?:
            // The sleep is cancelled when the sandbox stops. Then the answer is no longer waited for.
            try? await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
        default: break
        }
        let answer = await perform()
        if fault == .loseAnswer {
            journal.finish(number, .unanswered("done, the answer was lost"), note: note)
            return .drop
        }
        journal.finish(number, .answered(answer.status, answer.body), note: note)
        return .json(answer.status, answer.body)
    }
}
