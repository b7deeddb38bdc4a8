import JSON
import LiveTexModel
import POSIX

/// Delivers LiveTex's notifications: in order for each user, each one until it is answered with exactly 200.
///
/// A notification that fails holds back the later ones of its user and no others. While no address is registered,
/// notifications wait (https://livetex.github.io/messaging-api-v1.2/api/setWebhook/).
final class WebhookSender: Sendable {
    /// How long the sender waits; milliseconds.
    struct Patience: Hashable, Sendable {
        /// The pauses between attempts. The last one repeats.
        var pauses: [Int64] = [20, 50, 100, 200, 500]
        /// For an answer. LiveTex waits for 60 seconds.
        var answer: Int64 = 60_000
        /// For the notification that is to overtake another one.
        var overtaking: Int64 = 5_000
    }

    /// The notifications of one user of one binding, which go out in order.
    private struct Queue: Hashable, Sendable {
        var binding: String
        var user: String
    }

    private struct State {
        var waiting: [Queue: [LiveTexNotification]] = [:]
        var running: [Queue: Task<Void, Never>] = [:]
        var isPaused = false
        var isStopped = false
    }

    private let sender: any Sender
    private let journal: Journal
    private let faults: FaultTable
    private let patience: Patience
    private let registration: @Sendable (String) -> LiveTexContactPoint.Registration?
    private let state = Guarded(State())

    /// - Parameter registration: returns the webhook that is registered for a binding now.
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

    /// How many notifications are not accepted yet.
    var pending: Int { state.with { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    /// Whether notifications wait.
    var isPaused: Bool {
        get { state.with { $0.isPaused } }
        set { state.with { $0.isPaused = newValue } }
    }

    /// Adds a notification to its user's queue.
    func enqueue(_ notification: LiveTexNotification, binding: String) {
        let queue = Queue(binding: binding, user: notification.user)
        state.with { state in
            guard !state.isStopped else { return }
            state.waiting[queue, default: []].append(notification)
            if state.running[queue] == nil {
                state.running[queue] = Task { await self.drain(queue) }
            }
        }
    }

    /// Stops all deliveries and drops what waits.
    func stop() async {
        let tasks = state.with { state in
            state.isStopped = true
            state.waiting = [:]
            return state.running.values.map { $0 }
        }
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    private func drain(_ queue: Queue) async {
        // The two notifications of a swap go out in their new order, whatever faults there are.
        var swapped = 0
        while let notification = head(of: queue) {
            guard await isReady(queue) else { return }
            let fault = swapped > 0 ? nil : faults.strike(.webhook, notification.type, binding: queue.binding)
            if fault == .overtake, await overtake(queue) {
                swapped = 2
                continue
            }
            swapped = max(0, swapped - 1)
            if await deliver(notification, in: queue, fault: fault) { removeHead(of: queue) }
        }
    }

    /// The first notification; nil ends the queue's task.
    private func head(of queue: Queue) -> LiveTexNotification? {
        state.with { state in
            if let first = state.waiting[queue]?.first, !state.isStopped { return first }
            state.waiting[queue] = nil
            state.running[queue] = nil
            return nil
        }
    }

    private func removeHead(of queue: Queue) {
        state.with { state in
            if state.waiting[queue]?.isEmpty == false { state.waiting[queue]?.removeFirst() }
        }
    }

    /// Waits until a notification may be sent; false when the sandbox stops.
    private func isReady(_ queue: Queue) async -> Bool {
        while isPaused || registration(queue.binding) == nil {
            if isStopped { return false }
            await pause(5)
        }
        return !isStopped
    }

    private var isStopped: Bool { state.with { $0.isStopped } }

    /// Lets the next notification go first; false when none comes in time.
    private func overtake(_ queue: Queue) async -> Bool {
        let deadline = Clock.monotonic() + patience.overtaking
        while Clock.monotonic() < deadline, !isStopped {
            let hasSwapped = state.with { state in
                guard let waiting = state.waiting[queue], waiting.count > 1 else { return false }
                state.waiting[queue]?.swapAt(0, 1)
                return true
            }
            if hasSwapped { return true }
            await pause(5)
        }
        return false
    }

    /// Sends until the notification is accepted; false when the sandbox stops first.
    private func deliver(_ notification: LiveTexNotification, in queue: Queue, fault: Fault.Action?) async -> Bool {
        if fault == .drop { return true }
        if case .delay(let milliseconds)? = fault { await pause(milliseconds) }
        var repetitions = 0
        var ignored = fault == .loseAnswer ? 1 : 0
        if case .duplicate(let count)? = fault { repetitions = count }
        var attempt = 0
        while !isStopped {
            guard let target = registration(queue.binding) else { return false }
            if let types = target.types, !types.contains(notification.type) { return true }
            attempt += 1
            let note = attempt == 1 ? fault.map { "fault: \($0)" } ?? "" : ""
            let accepted = await post(
                notification.body(webhookKey: target.key), name: notification.type, to: target, binding: queue.binding,
                user: queue.user, attempt: attempt, note: note)
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

    /// Sends a body once; whether it was accepted.
    func post(
        _ body: JSON, name: String, to target: LiveTexContactPoint.Registration, binding: String, user: String,
        attempt: Int, note: String
    ) async -> Bool {
        let number = journal.begin(
            .webhook, binding: binding, name: name, user: user, attempt: attempt,
            path: WireRequest.path(of: target.url), request: body
        )
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
        // The sleep is cancelled when the sandbox stops. The loops check for that themselves.
        try? await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
    }
}
