import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// LiveTex and the platform are out of reach: receivers go on, and after the outage all events arrive, once and in order.
@Suite struct OutageTests {
    private let texts = (1...5).map { "m\($0)" }

    /// Runs a body with a workbench whose LiveTex and platform are gone, and the outage in their place.
    private func run(
        _ kind: Outage.Kind,
        _ body: (_ gone: Workbench, Outage, _ comeBack: () async throws -> Workbench) async throws -> Void
    ) async throws {
        try await Places.heavy.use { try await runNow(kind, body) }
    }

    private func runNow(
        _ kind: Outage.Kind,
        _ body: (_ gone: Workbench, Outage, _ comeBack: () async throws -> Workbench) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory(secretFiles: ["work/environment"])
        defer { withExtendedLifetime(directory) {} }
        var options = Workbench.options
        options.workDirectory = directory("work")
        options.courier = try Programs.path("livetex-courier")
        // The first sandbox leaves the bundle, with its addresses, and the state directory.
        let first = try await Sandbox.start(options)
        let gone = Workbench(sandbox: first)
        await first.stop()
        options.port = try #require(first.url.split(separator: ":").last.flatMap { UInt16($0) })
        let outage = try await Outage.start(kind, port: options.port)
        var second: Sandbox?
        do {
            try await body(gone, outage) {
                try outage.end()
                let sandbox = try await Sandbox.start(options)
                second = sandbox
                return Workbench(sandbox: sandbox)
            }
        } catch {
            await second?.stop()
            throw error
        }
        await second?.stop()
    }

    @Test(arguments: Outage.Kind.allCases)
    func receiversAcceptEventsThatArriveAfterTheOutage(_ kind: Outage.Kind) async throws {
        try await run(kind) { gone, outage, comeBack in
            try await gone.whileDelivering {
                for text in texts {
                    #expect(try await gone.leadSays(text).outcome == "accepted")
                    #expect(try await gone.operatorSays("o\(text)").outcome == "accepted")
                }
                // One call of each lane is under way or has failed.
                if kind == .refused {
                    try await eventually("both lanes were tried", every: 50) {
                        Set(try gone.log().lines("delivery").compactMap { $0["lane"]?.string }) == [
                            "livetex", "platform",
                        ]
                    }
                } else {
                    for _ in 1...2 { try await outage.waitForCaller() }
                }
                // A check fails, because its answer cannot be known. A transfer's outcome is awaited and then `pending`.
                let check = try await gone.post(
                    "/bot/support", Receiver.event("operators.check", id: "check", data: [:]))
                #expect(check.status == 503)
                #expect(check.headers["retry-after"] != nil)
                let transfer = try await gone.post(
                    "/bot/support", Receiver.event("transfer.request", id: "t", data: [:]))
                #expect(transfer.status == 200)
                #expect(transfer.body["data"]?["outcome"] == "pending")
            }
            let bench = try await comeBack()
            #expect(bench.visitorTexts().isEmpty)
            // A call in doubt is looked for twice before it goes out again, and one run looks once.
            if kind != .refused { #expect(try await bench.courier("--once").ending == .exited(1)) }
            #expect(try await bench.courier("--once").ending == .exited(0))
            #expect(try FileSystem.list("\(bench.sandbox.stateDirectory)/pending").isEmpty)
            #expect(bench.visitorTexts() == texts)
            #expect(bench.leadTexts() == texts.map { "o\($0)" })
            #expect(bench.sandbox.platform.duplicates == 0)
            #expect(bench.sandbox.platform.events.last?.type == "transfer.result")
            #expect(bench.sandbox.platform.events.last?.data["outcome"] == "no_operators")
            #expect(try FileSystem.list("\(bench.sandbox.stateDirectory)/dead-letters").isEmpty)
            #expect(try FileSystem.list("\(bench.sandbox.stateDirectory)/paused").isEmpty)
        }
    }

    @Test(arguments: Outage.Kind.allCases)
    func aCourierThatRunsDeliversAfterTheOutage(_ kind: Outage.Kind) async throws {
        try await run(kind) { gone, outage, comeBack in
            try await gone.whileDelivering {
                for text in texts { #expect(try await gone.leadSays(text).outcome == "accepted") }
                if kind == .refused {
                    try await eventually("it was tried", every: 50) { try !gone.log().lines("delivery").isEmpty }
                } else {
                    try await outage.waitForCaller()
                }
                let bench = try await comeBack()
                try await eventually("everything is delivered") {
                    try FileSystem.list("\(bench.sandbox.stateDirectory)/pending").isEmpty
                }
                #expect(bench.visitorTexts() == texts)
            }
        }
    }
}
