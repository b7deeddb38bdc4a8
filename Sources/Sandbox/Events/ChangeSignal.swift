/// Wakes those who show the sandbox's state. It says only that something changed: who wakes looks for himself, so a burst of
/// changes is one wake-up and none is lost.
final class ChangeSignal: Sendable {
    private struct Listeners {
        var next = 0
        var all: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Guarded(Listeners())

    /// Tells all listeners that something changed.
    func raise() {
        let all = listeners.with { Array($0.all.values) }
        for listener in all { listener.yield() }
    }

    /// The changes from now on. The first element comes at once.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = listeners.with { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.with { $0.all[number] = nil }
        }
        continuation.yield()
        return stream
    }

    /// How many listen.
    var count: Int { listeners.with { $0.all.count } }

    /// Ends all streams.
    func end() {
        let all = listeners.with { listeners in
            defer { listeners.all = [:] }
            return Array(listeners.all.values)
        }
        for listener in all { listener.finish() }
    }
}
