import JSON
import POSIX
import TestSupport

@testable import Sandbox

extension Probe {
    /// Probes of the processes that handle a request.
    static let process = [
        Probe(
            "sender leaves",
            "The sender closes the connection before the reply; LiveTex gets the event", "arrives"
        ) { host in
            try await BlockingWork.run {
                Result {
                    let connection = try Connection(port: host.port)
                    connection.send(host.request(host.event("left", lead: 10)).bytes(mount: host.description.mount))
                }
            }.get()
            try await eventually("the event arrives") { host.hasArrived(lead: 10) }
            return "arrives"
        },
        Probe(
            "half a body",
            "The sender closes the connection in the middle of the body, then sends all of it: the half was not stored",
            "200 accepted"
        ) { host in
            let request = host.request(host.event("half", lead: 11))
            try await BlockingWork.run {
                Result {
                    try Connection(port: host.port).send(request.bytes(mount: host.description.mount).dropLast(100))
                }
            }.get()
            return try await host.send(request).summary
        },
        Probe(
            "cut body",
            "A body without its last byte, a line break, which leaves valid JSON; then all of it: the first was not stored",
            "200 accepted"
        ) { host in
            let request = host.request(host.event("cut", lead: 20) + Array("\n".utf8))
            return try await host.sendAgain(request, afterCutting: 1)
        },
        Probe(
            "cut chunks", "A body whose last, empty chunk is missing; then all of it: the first was not stored",
            "200 accepted"
        ) { host in
            let request = host.request(host.event("chunks", lead: 21), framing: .chunked(50))
            return try await host.sendAgain(request, afterCutting: "0\r\n\r\n".utf8.count)
        },
        Probe("SIGTERM", "The receiver gets SIGTERM while it works; it finishes first", "200 accepted") { host in
            try await host.whileTheStoreIsLocked(host.request(host.event("asked", lead: 14))) { receivers in
                receivers.forEach { $0.signal(SIGTERM) }
            }
        },
        Probe(
            "receiver killed",
            "The receiver is killed before it has stored anything: the sender gets an error, and the event sent again is new",
            "5xx"
        ) { host in
            let request = host.request(host.event("killed", lead: 12))
            let first = try await host.whileTheStoreIsLocked(request) { receivers in
                receivers.forEach { $0.signal(SIGKILL) }
                try await eventually("it is gone") { host.processes("livetex-hook").isEmpty }
            }
            let second = try await host.send(request).summary
            return second == "200 accepted" ? first : "\(first), then \(second)"
        },
        Probe(
            "Proxy header",
            "A header `Proxy` with an address, which servers pass on as `HTTP_PROXY`; LiveTex is called directly",
            "arrives"
        ) { host in
            let proxy = try Listener()
            try await host.endCouriers()
            let address = "http://127.0.0.1:\(proxy.port)/"
            let headers = [
                "Authorization: Bearer \(host.token)", "X-Bridge-Token: \(host.token)", "Proxy: \(address)",
                "Http-Proxy: \(address)", "All-Proxy: \(address)",
            ]
            let found = try await host.send(host.request(host.event("proxy", lead: 17), headers: headers)).summary
            guard found == "200 accepted" else { return found }
            try await eventually("the event arrives or goes astray") { host.hasArrived(lead: 17) || proxy.wasCalled }
            return proxy.wasCalled ? "goes to the proxy" : "arrives"
        },
        Probe(
            "clean environment", "The environment of the courier holds nothing of the request",
            "clean"
        ) { host in
            let secret = "not-for-the-courier"
            // A slow LiveTex keeps the courier running.
            try await host.endCouriers()
            host.sandbox.faults.add(Fault(.liveTex, .delay(1_000), on: "sendText"))
            defer { host.sandbox.faults.clear() }
            let headers = [
                "Authorization: Bearer \(host.token)", "X-Bridge-Token: \(host.token)", "Cookie: a=\(secret)",
                "X-Secret: \(secret)", "Proxy: http://\(secret)/", "User-Agent: \(secret)",
            ]
            let request = host.request(
                host.event("environment", lead: 13), headers: headers, path: "/bot/support?key=\(secret)")
            async let reply = host.send(request)
            var environment: [String] = []
            try await eventually("a courier runs") {
                environment = host.processes("livetex-courier").first?.environment ?? []
                return !environment.isEmpty
            }
            let found = try await reply.summary
            guard found == "200 accepted" else { return found }
            let leaks = environment.filter { line in
                line.contains(secret) || line.contains(host.token) && !line.hasPrefix("SANDBOX_SUPPORT_ACCEPT_TOKEN=")
                    || line.lowercased().hasPrefix("http_proxy=")
            }
            return leaks.isEmpty
                ? "clean"
                : leaks.compactMap { $0.split(separator: "=").first.map(String.init) }.sorted().joined(separator: ", ")
        },
    ]
}

extension RunningHost {
    /// Ends the couriers, so that the next request starts one.
    fileprivate func endCouriers() async throws {
        StrayPrograms.end(named: "livetex-courier", stateDirectory: sandbox.stateDirectory)
        // The kernel releases a process's locks a moment after its end.
        try await eventually("no courier holds the lock") {
            try FileLock("\(sandbox.stateDirectory)/courier.lock") != nil
        }
    }

    /// Sends a request without its last bytes, waits for the answer, and sends the whole request.
    fileprivate func sendAgain(_ request: Request, afterCutting count: Int) async throws -> String {
        let first = try await BlockingWork.run { [self] in
            Result {
                let connection = try Connection(port: port)
                connection.send(request.bytes(mount: description.mount).dropLast(count))
                connection.finishSending()
                return Reply(try connection.receive())
            }
        }.get()
        guard first?.status != 200 else { return "taken as complete" }
        return try await send(request).summary
    }

    /// Sends a request whose receiver waits for the store's locks, which the test holds.
    ///
    /// - Parameter act: what happens to the receivers that wait.
    /// - Returns: the summary of the reply.
    fileprivate func whileTheStoreIsLocked(_ request: Request, _ act: ([Process]) async throws -> Void) async throws
        -> String
    {
        // LiveTex's notifications start receivers too, which must not be mixed up with this request's.
        sandbox.liveTex.holdsWebhooks = true
        defer { sandbox.liveTex.holdsWebhooks = false }
        let directory = sandbox.stateDirectory
        while true {
            let refusals = refusals
            try await eventually("no receiver runs") { processes("livetex-hook").isEmpty }
            let locks = try await BlockingWork.run { Result { try StoreLocks(directory) } }.get()
            async let reply = send(request)
            var receivers: [Process] = []
            try await eventually("a receiver waits for the store") {
                receivers = processes("livetex-hook").filter { $0.holds("\(directory)/locks/") }
                return !receivers.isEmpty
            }
            try await act(receivers)
            locks.release()
            let summary = try await reply.summary
            // On a busy machine the receiver may have given up before `act`. Then the test tries again.
            if self.refusals == refusals { return summary }
        }
    }

    /// How many receivers have logged that they could not store an event. A killed one logs nothing.
    private var refusals: Int {
        let log = (try? FileSystem.read(sandbox.logFile)) ?? []
        return log.split(separator: UInt8(ascii: "\n")).count { line in
            (try? JSON(parsing: Array(line)))?["outcome"] == "unavailable"
        }
    }
}

/// Every lock of a store, so that no receiver can store an event.
private final class StoreLocks: @unchecked Sendable {
    private var locks: [OpenLock] = []

    init(_ stateDirectory: String) throws {
        for shard in 0...255 {
            let name = String(shard, radix: 16)
            locks.append(try OpenLock("\(stateDirectory)/locks/\(name.count == 1 ? "0" : "")\(name)"))
        }
    }

    func release() { locks = [] }

    /// A lock in an array must be copyable.
    private final class OpenLock {
        private let lock: FileLock
        init(_ path: String) throws { lock = try FileLock(path, waitingAtMost: 5_000) }
    }
}
