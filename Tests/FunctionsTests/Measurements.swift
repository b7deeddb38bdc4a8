import Testing

/// What every host answered to every probe. A host is started once, whoever asks for its answers.
actor Measurements {
    static let shared = Measurements()

    private var tasks: [String: Task<[String: String], any Error>] = [:]

    /// The answers of a host, by the probe's name.
    func of(_ host: Host) async throws -> [String: String] {
        let task = tasks[host.name] ?? Task { try await Self.measure(host) }
        tasks[host.name] = task
        return try await task.value
    }

    private static func measure(_ host: Host) async throws -> [String: String] {
        let running = try await RunningHost.start(host)
        var found: [String: String] = [:]
        for probe in Probe.all {
            do { found[probe.name] = try await probe.measure(running) } catch { found[probe.name] = "\(error)" }
        }
        // A probe that failed left its reason in the host's output; afterwards that is gone.
        let limits = running.description.limits
        if Probe.all.contains(where: { !Probe.matches(found[$0.name] ?? "", limits[$0.name]?.found ?? $0.expected) }) {
            Issue.record("\(host.name) wrote:\n\(running.output)")
        }
        await running.stop()
        return found
    }
}
