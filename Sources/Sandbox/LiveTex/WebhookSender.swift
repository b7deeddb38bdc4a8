import JSON
import POSIX

/// Delivers LiveTex's notifications: per user in order, each until it is answered with exactly 200.
///
/// A notification that fails holds back the later ones of its user, and nobody else's. While no address is registered,
/// notifications wait (spec, section 3.4).
final class WebhookSender: Sendable {
    /// When a failed notification is tried again, and how long an answer may take; milliseconds.
    struct Patience: Hashable, Sendable {
        /// The pauses between attempts; the last one goes on for ever.
        var pauses: [Int64] = [20, 50, 100, 200, 500]
        /// As LiveTex: no reply within 60 seconds is a failure.
        var answer: Int64 = 60_000
        /// How long a notification that is to be overtaken waits for the one that overtakes it.
        var overtaking: Int64 = 5_000
    }

    struct Recipient: Hashable, Sendable {
        var binding: String
        var user: String
    }

    private struct State {
        var queues: [Recipient: [LiveTexNotification]] = [:]
        var running: [Recipient: Task<Void, Never>] = [:]
        var isPaused = false
        var isStopped = false
    }

    private let sender: any Sender
    private let journal: Journal
    private let faults: FaultTable
    private let patience: Patience
    private let registration: @Sendable (String) -> LiveTexContactPoint.Registration?
    private let state = Guarded(State())

    /// - Parameter registration: gives the webhook that a binding's contact point has at the moment.
    init(
        sender: any Sender, journal: Journal, faults: FaultTable, patience: Patience = Patience(),
        registration: @escaping @Sendable (String) -> LiveTexContactPoint.Registration?
    ) {
        self.sender = sender
        self.journal = journal
        self.faults = faults
        self.patience = patience
        self.registration = registration
    }

    /// How many notifications are not yet accepted.
    var pending: Int { state.with { $0.queues.values.reduce(0) { $0 + $1.count } } }

    /// Whether deliveries rest; what comes meanwhile waits.
    var isPaused: Bool {
        get { state.with { $0.isPaused } }
        set { state.with { $0.isPaused = newValue } }
    }

    /// Takes a notification over.
    func enqueue(_ notification: LiveTexNotification, binding: String) {
        let lane = Recipient(binding: binding, user: notification.user)
        state.with { state in
            guard !state.isStopped else { return }
            state.queues[lane, default: []].append(notification)
            if state.running[lane] == nil {
                state.running[lane] = Task { await self.drain(lane) }
            }
        }
    }

    /// Gives up everything that is under way.
    func stop() async {
        let tasks = state.with { state in
            state.isStopped = true
            state.queues = [:]
            return state.running.values.map { $0 }
        }
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    private func drain(_ lane: Recipient) async {
        while let notification = head(of: lane) {
            guard await isReady(lane) else { return }
            let fault = faults.take(.webhook, notification.type, binding: lane.binding)
            if fault == .overtake, await overtake(lane) { continue }
            if await deliver(notification, in: lane, fault: fault) { removeHead(of: lane) }
        }
    }

    /// The lane's first notification; nil ends the lane's task.
    private func head(of lane: Recipient) -> LiveTexNotification? {
        state.with { state in
            if let first = state.queues[lane]?.first, !state.isStopped { return first }
            state.queues[lane] = nil
            state.running[lane] = nil
            return nil
        }
    }

    private func removeHead(of lane: Recipient) {
        state.with { state in
            if state.queues[lane]?.isEmpty == false { state.queues[lane]?.removeFirst() }
        }
    }

    /// Waits until something may be sent; false when the sandbox stops.
    private func isReady(_ lane: Recipient) async -> Bool {
        while isPaused || registration(lane.binding) == nil {
            if isStopped { return false }
            await pause(5)
        }
        return !isStopped
    }

    private var isStopped: Bool { state.with { $0.isStopped } }

    /// Lets the next notification go before the first; false when none comes.
    private func overtake(_ lane: Recipient) async -> Bool {
        let deadline = Clock.monotonic() + patience.overtaking
        while Clock.monotonic() < deadline, !isStopped {
            let hasSwapped = state.with { state in
                guard let queue = state.queues[lane], queue.count > 1 else { return false }
                state.queues[lane]?.swapAt(0, 1)
                return true
            }
            if hasSwapped { return true }
            await pause(5)
        }
        return false
    }

    /// Sends until the notification is accepted; false when the sandbox stops before.
    private func deliver(_ notification: LiveTexNotification, in lane: Recipient, fault: Fault.Action?) async -> Bool {
        if fault == .drop { return true }
        if case .delay(let milliseconds)? = fault { await pause(milliseconds) }
        var repetitions = 0
        var ignored = fault == .loseAnswer ? 1 : 0
        if case .duplicate(let count)? = fault { repetitions = count }
        var attempt = 0
        while !isStopped {
            guard let target = registration(lane.binding) else { return false }
            if let types = target.types, !types.contains(notification.type) { return true }
            attempt += 1
            let note = attempt == 1 ? fault.map { "fault: \($0)" } ?? "" : ""
            let accepted = await post(notification, to: target, lane: lane, attempt: attempt, note: note)
            if accepted, ignored == 0 {
                if repetitions == 0 { return true }
                repetitions -= 1
            } else {
                if accepted { ignored -= 1 }
                await pause(patience.pauses[min(attempt, patience.pauses.count) - 1])
            }
        }
        return false
    }

    private func post(
        _ notification: LiveTexNotification, to target: LiveTexContactPoint.Registration, lane: Recipient, attempt: Int,
        note: String
    ) async -> Bool {
        var members = notification.body
        members["webhook_key"] = .string(target.key)
        let body = JSON.object(members)
        let number = journal.begin(
            .webhook, binding: lane.binding, name: notification.type, user: lane.user, attempt: attempt, request: body)
        let result = await sender.post(
            target.url, headers: [("Content-Type", "application/json")], body: body.bytes(), timeout: patience.answer)
        switch result {
        case .success(let answer):
            journal.finish(number, .answered(answer.status, (try? JSON(parsing: answer.body)) ?? .null), note: note)
            return answer.status == 200
        case .failure(let failure):
            journal.finish(number, .unanswered(failure.reason), note: note)
            return false
        }
    }

    private func pause(_ milliseconds: Int64) async {
        // A cancelled sleep means that the sandbox stops, which the loops see for themselves.
        try? await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
    }
}
