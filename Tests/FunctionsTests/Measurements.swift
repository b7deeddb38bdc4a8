import Testing

/// The answers of every host to every probe. Each host is started once.
actor Measurements {
    static let shared = Measurements()

    private var tasks: [String: Task<[String: String], any Error>] = [:]
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// How many hosts a small machine can run at once without delays.
    private static let limit = 3

    /// The answers of a host, by the probe's name.
    func of(_ host: Host) async throws -> [String: String] {
        let task = tasks[host.name] ?? Task { try await inTurn { try await Self.measure(host) } }
        tasks[host.name] = task
        return try await task.value
    }

    private func inTurn<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        if running < Self.limit {
            running += 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer {
            if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
        }
        return try await body()
    }

    private static func measure(_ host: Host) async throws -> [String: String] {
        let running = try await RunningHost.start(host)
        var found: [String: String] = [:]
        for probe in Probe.all {
            do { found[probe.name] = try await probe.measure(running) } catch { found[probe.name] = "\(error)" }
        }
        // The host's output may tell why a probe failed. It is removed with the host.
        let limits = running.description.limits
        if Probe.all.contains(where: { !Probe.matches(found[$0.name] ?? "", limits[$0.name]?.found ?? $0.expected) }) {
            Issue.record("\(host.name) wrote:\n\(running.output)")
        }
        await running.stop()
        return found
    }
}
