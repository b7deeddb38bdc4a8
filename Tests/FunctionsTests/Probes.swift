import JSON
import POSIX
import TestSupport

@testable import Sandbox

extension Probe {
    /// In the matrix's order. Each has a lead of its own, so none sees what another one did.
    static let all: [Probe] = dialog + authentication + routing + bodies + repetition + process

    private static let dialog = [
        Probe("dialog", "A whole dialog, from the lead's first message to its return to the bot", "right") { host in
            let wrong = Guarded<DialogScript.Step?>(nil)
            let script = try DialogScript(host.sandbox, leadID: 30_400, patience: 30_000)
            let isRight = await script.play { step in if step.difference != nil { wrong.with { $0 = step } } }
            return isRight ? "right" : wrong.with { $0.map { DialogReport.text($0) } } ?? "wrong"
        }
    ]

    private static let authentication = [
        Probe("bearer token", "`Authorization: Bearer` with the right token", "200 accepted") { host in
            host.request(host.event("bearer", lead: 1), headers: ["Authorization: Bearer \(host.token)"])
        },
        Probe("x-bridge-token", "`X-Bridge-Token` with the right token, without `Authorization`", "200 accepted") {
            host in
            host.request(host.event("header", lead: 2), headers: ["X-Bridge-Token: \(host.token)"])
        },
        Probe("wrong token", "A wrong token", "401 unauthorized") { host in
            host.request(host.event("wrong", lead: 3), headers: ["Authorization: Bearer no", "X-Bridge-Token: no"])
        },
        // Servers write both names as HTTP_X_BRIDGE_TOKEN.
        Probe(
            "twin header", "`X-Bridge-Token` with the right token, and `X_Bridge_Token` with a wrong one",
            "200 accepted"
        ) { host in
            host.request(
                host.event("twin", lead: 15), headers: ["X-Bridge-Token: \(host.token)", "X_Bridge_Token: no"])
        },
        Probe("wrong twins", "These header names in all spellings, all with wrong tokens", "401 unauthorized") { host in
            host.request(
                host.event("twins", lead: 16),
                headers: ["x_bridge_token: no", "X-Bridge-Token: no", "X_BRIDGE_TOKEN: no", "Http_X_Bridge_Token: no"])
        },
        Probe("wrong webhook_key", "A notification of LiveTex with a wrong `webhook_key`", "403 forbidden") { host in
            let notification: JSON = ["type": "Closed", "id": "1", "user_id": "49:3", "webhook_key": "no"]
            return host.request(notification.bytes(), headers: [], path: "/livetex/support")
        },
    ]

    private static let routing = [
        Probe("unknown binding", "A binding that does not exist", "404 unknown_binding") { host in
            host.request(host.event("binding", lead: 4), path: "/bot/nobody")
        },
        Probe("unknown path", "A path that belongs to no webhook", "404 not_found") { host in
            host.request(host.event("path", lead: 5), path: "/elsewhere")
        },
        Probe("GET", "A GET request", "200") { host in
            Request(method: "GET", path: "/bot/support", headers: ["X-Bridge-Token: \(host.token)"], framing: .none)
        },
        Probe("line break", "A path with a line break after the binding (`%0a`)", "404 unknown_binding") { host in
            host.request(host.event("break", lead: 18), path: "/bot/support%0a")
        },
        // The tests' programs have a livetex-hook-dynamic.
        Probe(
            "sibling", "A path that starts with the receiver's and names another file: it is not served",
            "not served"
        ) { host in
            for name in ["-dynamic", "-dynamic/bot/support"] {
                for method in ["GET", "POST"] {
                    let path = host.description.mount.isEmpty ? "/livetex-hook\(name)" : name
                    let body = method == "POST" ? host.event("sibling", lead: 19) : []
                    var request = host.request(body, path: path, framing: body.isEmpty ? .none : .length)
                    request.method = method
                    let reply = try await host.send(request)
                    if let reply, reply.status == 200 || reply.body.starts(with: Array("\u{7f}ELF".utf8)) {
                        return "\(method) \(path): \(reply.summary)"
                    }
                }
            }
            return "not served"
        },
    ]

    private static let bodies = [
        Probe("empty body", "An empty body, with `Content-Length: 0`", "400 invalid_json") { host in
            host.request([])
        },
        Probe("not JSON", "A body that is not JSON", "400 invalid_json") { host in host.request(Array("hello".utf8)) },
        Probe("wrong field", "An event without the lead", "422 invalid_event") { host in
            host.request(
                Array(#"{"v":1,"id":"field","type":"lead.message","ts":"2026-11-23T08:00:00.000Z","bot_id":49}"#.utf8))
        },
        Probe("200 KB", "An event of 200,000 bytes", "200 accepted") { host in
            host.request(host.event("large", text: String(repeating: "a", count: 199_700), lead: 6))
        },
        Probe("300 KB", "A body of 300,000 bytes", "413 too_large") { host in
            host.request([UInt8](repeating: 0x20, count: 300_000))
        },
        Probe("10 MB", "A body of 10,000,000 bytes", "413 too_large") { host in
            host.request([UInt8](repeating: 0x20, count: 10_000_000))
        },
        Probe("no length", "A POST request without `Content-Length`", "411 length_required") { host in
            host.request([], framing: .none)
        },
        Probe("chunked", "A chunked event, without `Content-Length`", "200 accepted") { host in
            host.request(host.event("chunked", lead: 7), framing: .chunked(50))
        },
    ]

    private static let repetition = [
        Probe("duplicate", "The same event once more", "200 duplicate") { host in
            let request = host.request(host.event("twice", lead: 8))
            let first = try await host.send(request).summary
            return first == "200 accepted" ? try await host.send(request).summary : "first \(first)"
        },
        Probe("conflict", "Another event under the same id", "409 id_conflict") { host in
            let first = try await host.send(host.request(host.event("same", lead: 9))).summary
            guard first == "200 accepted" else { return "first \(first)" }
            return try await host.send(host.request(host.event("same", text: "Другое", lead: 9))).summary
        },
        Probe("20 at once", "20 events at the same time; LiveTex gets all of them", "20 x 200 accepted") { host in
            var counts: [String: Int] = [:]
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 1...20 {
                    let request = host.request(host.event("parallel-\(number)", lead: 1_000 + Int64(number)))
                    group.addTask { try await host.send(request).summary }
                }
                for try await summary in group { counts[summary, default: 0] += 1 }
            }
            guard counts == ["200 accepted": 20] else {
                return counts.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }.joined(separator: ", ")
            }
            try await eventually("20 messages arrive") { (1_001...1_020).allSatisfy { host.hasArrived(lead: $0) } }
            return "20 x 200 accepted"
        },
    ]
}
