import JSON
import POSIX
import Program
import TestSupport
import Testing

/// What the receiver stores and answers, without a network and without a courier.
@Suite struct ReceiverReplyTests {
    @Test func acceptsAnEventAndStoresItsEffects() async throws {
        let receiver = try Receiver()
        let reply = try await receiver.post("/bot/support", Receiver.event())
        #expect(reply.status == 200)
        #expect(reply.body == ["id": "e1", "status": "accepted"])
        #expect(try FileSystem.list(receiver.directory("state/pending")).count == 1)
        #expect(reply.log.first?["outcome"] == "accepted")
        #expect(reply.log.first?["event"] == "e1")
    }

    @Test func aRepeatedEventHasNoSecondEffect() async throws {
        let receiver = try Receiver()
        _ = try await receiver.post("/bot/support", Receiver.event())
        let records = try receiver.stateFiles()
        let reply = try await receiver.post("/bot/support", Receiver.event())
        #expect(reply.body == ["id": "e1", "status": "duplicate"])
        #expect(try receiver.stateFiles() == records)
    }

    @Test func theSameIdWithAnotherBodyIsAConflict() async throws {
        let receiver = try Receiver()
        _ = try await receiver.post("/bot/support", Receiver.event())
        let records = try receiver.stateFiles()
        let reply = try await receiver.post(
            "/bot/support", Receiver.event("lead.message", data: ["message": ["id": "m1", "text": "other"]]))
        #expect(reply.status == 409)
        #expect(reply.code == "id_conflict")
        #expect(try receiver.stateFiles() == records)
    }

    @Test(arguments: [
        ("lead.message", "UMNICO", "excluded_channel"), ("operators.check", "livetex", "excluded_channel"),
        ("bot.mood", "telegram", "unknown_type"),
    ])
    func anIgnoredEventStoresNothing(type: String, channel: String, reason: String) async throws {
        let receiver = try Receiver()
        for _ in 1...2 {
            let reply = try await receiver.post("/bot/support", Receiver.event(type, channel: channel))
            #expect(reply.status == 200)
            #expect(reply.body == ["id": "e1", "status": "ignored", "reason": .string(reason)])
        }
        #expect(try receiver.stateFiles().isEmpty)
    }

    @Test func anEventThatTheStateIgnoresIsIgnoredAgain() async throws {
        let receiver = try Receiver()
        let cancel = Receiver.event("transfer.cancel", id: "c1", data: ["by": "lead"])
        for _ in 1...2 {
            let reply = try await receiver.post("/bot/support", cancel)
            #expect(reply.body == ["id": "c1", "status": "ignored", "reason": "not_transferred"])
        }
        #expect(try receiver.stateFiles().count == 1)
    }

    @Test func aTransferWithoutACourierIsPending() async throws {
        let receiver = try Receiver()
        let request = Receiver.event("transfer.request", id: "t1", data: [:])
        let reply = try await receiver.post("/bot/support", request)
        #expect(reply.status == 200)
        #expect(reply.body["data"] == ["outcome": "pending", "group": .null, "run_script": .null])
        let repeated = try await receiver.post("/bot/support", request)
        #expect(repeated.outcome == "duplicate")
        #expect(repeated.body["data"]?["outcome"] == "pending")
        let second = try await receiver.post("/bot/support", Receiver.event("transfer.request", id: "t2", data: [:]))
        #expect(second.body["reason"] == "already_transferred")
    }

    @Test func operatorsCheckNeedsACourier() async throws {
        var receiver = try Receiver()
        receiver.environment["LIVETEX_BRIDGE_COURIER"] = "/nowhere"
        let reply = try await receiver.post("/bot/support", Receiver.event("operators.check", data: [:]))
        #expect(reply.status == 503)
        #expect(reply.headers["retry-after"] != nil)
    }

    @Test func acceptsTheBridgeTokenHeader() async throws {
        let receiver = try Receiver()
        let variables = ["HTTP_AUTHORIZATION": nil, "HTTP_X_BRIDGE_TOKEN": Receiver.token]
        #expect(try await receiver.post("/bot/support", Receiver.event(), variables).status == 200)
    }

    @Test func acceptsBothSecretsDuringARotation() async throws {
        var receiver = try Receiver()
        let replacement = MarkedSecret.make("new")
        receiver.environment["ACCEPT"] = replacement
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 401)
        receiver.environment["ACCEPT_OLD"] = Receiver.token
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        let new = ["HTTP_AUTHORIZATION": "Bearer \(replacement)"]
        #expect(try await receiver.post("/bot/support", Receiver.event(), new).outcome == "duplicate")
    }

    @Test func liveTexGets200ForEveryAuthenticWebhook() async throws {
        let receiver = try Receiver()
        for (body, outcome) in [
            (Receiver.webhook(), "accepted"), (Receiver.webhook(), "duplicate"),
            (Receiver.webhook("Novelty", id: "w2"), "ignored"),
            (Receiver.webhook("EmployeeAvailabilityChanged", id: "w3", ["user_id": .null]), "ignored"),
            (Receiver.webhook("TextMessage", id: "w4", ["user_id": "h:00000000000000000000000000000000"]), "ignored"),
            (Receiver.webhook("TextMessage", id: "w5", ["from": "User"]), "ignored"),
        ] {
            let reply = try await receiver.post("/livetex/support", body)
            #expect(reply.status == 200)
            #expect(reply.outcome == outcome)
        }
    }

    @Test func anInvalidAuthenticWebhookIsADeadLetter() async throws {
        let receiver = try Receiver()
        let body = Receiver.webhook("TextMessage", ["text": [5]])
        for _ in 1...2 {
            let reply = try await receiver.post("/livetex/support", body)
            #expect(reply.status == 200)
            #expect(reply.log.first?["level"] == "error")
            #expect(reply.log.first?["detail"]?.string == "text must be a string, not an array")
        }
        let letters = try FileSystem.list(receiver.directory("state/dead-letters"))
        #expect(letters.count == 1)
        let letter = try JSON(parsing: FileSystem.read(receiver.directory("state/dead-letters/\(letters[0])")))
        #expect(letter["body"]?.string == body.replacing(Receiver.key, with: "***"))
    }

    @Test func stateIsPrivate() async throws {
        let receiver = try Receiver()
        _ = try await receiver.post("/bot/support", Receiver.event())
        let listing = try await Subprocess(
            "/usr/bin/find", [receiver.directory("state"), "-mindepth", "1", "-printf", "%y%m\\n"]
        ).finish()
        #expect(Set(listing.outputText.split(separator: "\n").map(String.init)) == ["d700", "f600"])
    }

    /// A web server reads a reply in parts where it is written in parts.
    @Test(.enabled(if: Strace.isAllowed, Strace.refusal)) func theReplyIsOneWrite() async throws {
        let receiver = try Receiver()
        let trace = receiver.directory("trace")
        var variables = receiver.environment
        variables["REQUEST_METHOD"] = "GET"
        variables["PATH_INFO"] = "/bot/support"
        let strace = ["-qq", "-f", "-e", "trace=write,writev,sendto", "-o", trace, try Programs.path("livetex-hook")]
        let result = try await Subprocess(Strace.path, strace, environment: variables).finish()
        #expect(result.outputText.hasPrefix("Status: 200 "))
        let calls = String(decoding: try FileSystem.read(trace), as: UTF8.self)
        #expect(calls.split(separator: "\n").count { $0.contains("(1, ") } == 1, "\(calls)")
    }

    /// A monitor needs no credential, and it learns nothing but that a receiver is there.
    @Test(arguments: ["/bot/support", "/livetex/support", "/bot/nobody"])
    func aMonitorIsToldNameAndVersion(path: String) async throws {
        let receiver = try Receiver()
        for bundle in [nil, "/nowhere"] as [String?] {
            var variables = receiver.environment
            variables["REQUEST_METHOD"] = "GET"
            variables["PATH_INFO"] = path
            if let bundle { variables["LIVETEX_BRIDGE_BUNDLE"] = bundle }
            let result = try await Subprocess(Programs.path("livetex-hook"), environment: variables).finish()
            #expect(result.outputText.hasPrefix("Status: 200 OK\r\n"))
            let body = result.outputText.split(separator: "\r\n\r\n").last.map { Array($0.utf8) } ?? []
            #expect(try JSON(parsing: body) == ["name": "livetex-bridge", "version": .string(bridgeVersion)])
            #expect(result.errorText.isEmpty)
        }
        #expect(try FileSystem.list(receiver.directory("state")).isEmpty)
    }

    @Test func theReceiverNeedsNoLibraries() async throws {
        let result = try await Subprocess("/usr/bin/ldd", [Programs.path("livetex-hook")]).finish()
        #expect((result.outputText + result.errorText).contains("not a dynamic executable"))
    }
}
