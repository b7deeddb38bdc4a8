import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// A state directory that is mounted read-only, as after an error of the file system. Modes would not stop root.
@Suite(.enabled(if: SmallDisk.isAllowed, SmallDisk.refusal)) struct ReadOnlyStateTests {
    private func expectRefusal(_ reply: Receiver.Reply) {
        #expect(reply.status == 503)
        #expect(reply.headers["retry-after"] != nil)
        #expect(reply.log.first?["detail"]?.string?.contains("Read-only file system") == true, "\(reply.log)")
        #expect(reply.log.first?["level"] == "error")
    }

    /// - Parameter isKnown: whether the store was in use before. An unused one has no directories.
    @Test(arguments: [true, false])
    func nothingIsAcceptedUntilTheDiskIsWritable(isKnown: Bool) async throws {
        try await Workbench.run { plain in
            let disk = try await SmallDisk.mount(over: plain.sandbox.stateDirectory)
            var bench = plain
            bench.surroundings = { disk($0) }
            if isKnown { #expect(try await bench.leadSays("before").status == 200) }
            try await disk.set(writable: false)
            let stored = try disk.content()
            expectRefusal(try await bench.leadSays("hello"))
            expectRefusal(try await bench.operatorSays("good day"))
            let unreadable = JSON.object(["webhook_key": .string(bench.webhookKey), "type": 7]).text()
            expectRefusal(try await bench.post("/livetex/support", unreadable))
            // A webhook that needs no store is answered as usual.
            #expect(try await bench.post("/bot/support", "{").status == 400)
            for arguments in [["--once"], ["--linger", "0"]] {
                let courier = try await bench.courier(arguments[0], arguments.count > 1 ? arguments[1] : "--linger=0")
                #expect(courier.ending == .exited(3))
                let lines = try courier.errorText.split(separator: "\n").map { try JSON(parsing: String($0)) }
                #expect(lines.count == 1)
                #expect(lines.first?["message"] == "the courier cannot work")
                #expect(lines.first?["level"] == "error")
                #expect(lines.first?["detail"]?.string?.contains("Read-only file system") == true, "\(lines)")
            }
            #expect(try disk.content() == stored)
            #expect(bench.sandbox.liveTex.calls.isEmpty)

            try await disk.set(writable: true)
            #expect(try await bench.leadSays("hello").outcome == "accepted")
            #expect(try await bench.operatorSays("good day").outcome == "accepted")
            #expect(try await bench.courier("--once").ending == .exited(0))
            #expect(bench.visitorTexts() == (isKnown ? ["before"] : []) + ["hello"])
            #expect(bench.leadTexts() == ["good day"])
        }
    }
}
