import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// Another program holds a lock and does not release it: a program that hangs, or a backup.
@Suite struct LockTests {
    /// A program that holds a lock on a file until the value's end.
    private final class Holder: Sendable {
        private let child: Child

        static func take(_ path: String) async throws -> Holder { try await elsewhere { try Holder(path) } }

        private init(_ path: String) throws {
            child = try Subprocess("/usr/bin/flock", [path, "/bin/sh", "-c", "echo held; exec cat"]).start(
                withInput: true)
            guard try child.readLine() == "held" else { throw Mishap(description: "\(path) cannot be locked") }
        }

        /// flock(1) and the program that it started both hold the lock. The end of the input ends both.
        func release() throws {
            child.closeInput()
            try child.wait()
        }

        deinit { try? release() }
    }

    @Test func aReceiverThatGetsNoLockStoresNothing() async throws {
        try await Workbench.run { bench async throws in
            #expect(try await bench.leadSays("before").status == 200)
            let state = bench.sandbox.stateDirectory
            let record = try #require(try Self.records(state).first)
            let stored = try FileSystem.read(record)
            let shard = String(record.split(separator: "/").dropLast().last ?? "")
            let holder = try await Holder.take("\(state)/locks/\(shard)")
            async let fromPlatform = bench.leadSays("hello")
            async let fromLiveTex = bench.operatorSays("good day")
            for reply in [try await fromPlatform, try await fromLiveTex] {
                #expect(reply.status == 503)
                #expect(reply.headers["retry-after"] != nil)
                #expect(
                    reply.log.first?["detail"]?.string?.contains("the dialog's lock cannot be had within 5000 ms")
                        == true,
                    "\(reply.log)")
            }
            #expect(try FileSystem.read(record) == stored)
            #expect(try Self.records(state) == [record])
            // Dialogs with another lock go on.
            #expect(try await bench.leadSays("elsewhere", lead: 2).status == 200)
            // A courier reports the lock and delivers the other dialogs.
            let courier = try await bench.courier("--once")
            #expect(courier.ending == .exited(1))
            #expect(courier.errorText.contains("the dialog's lock cannot be had"))
            #expect(bench.visitorTexts(lead: 2) == ["elsewhere"])
            #expect(bench.visitorTexts().isEmpty)

            // A courier that stays tries again, and the other dialogs do not wait for long.
            #expect(try await bench.leadSays("again", lead: 2).status == 200)
            try await bench.whileDelivering {
                try await eventually("the rest is delivered", every: 100) {
                    try bench.visitorTexts(lead: 2).count == 2
                        && bench.log().contains {
                            $0["detail"]?.string?.hasPrefix("another program has held it for 5 s: ") == true
                        }
                }
            }

            try holder.release()
            #expect(try await bench.leadSays("hello").outcome == "accepted")
            #expect(try await bench.operatorSays("good day").outcome == "accepted")
            #expect(try await bench.courier("--once").ending == .exited(0))
            #expect(bench.visitorTexts() == ["before", "hello"])
            #expect(bench.leadTexts() == ["good day"])
        }
    }

    /// A program with the courier's lock counts as a courier: a second one ends, and nothing is lost. With `--once` it
    /// reports that it tried nothing.
    @Test(arguments: [("--linger=0", 0), ("--once", 1)])
    func aCourierEndsWhenAnotherProgramHasItsLock(argument: String, code: Int32) async throws {
        try await Workbench.run { bench async throws in
            #expect(try await bench.leadSays("hello").status == 200)
            let holder = try await Holder.take("\(bench.sandbox.stateDirectory)/courier.lock")
            let left = try await bench.courier(argument)
            #expect(left.ending == .exited(code))
            #expect(left.errorText.contains("nothing was tried") == (code == 1))
            #expect(bench.sandbox.liveTex.calls.isEmpty)
            try holder.release()
            #expect(try await bench.courier(argument).ending == .exited(0))
            #expect(bench.visitorTexts() == ["hello"])
        }
    }

    private static func records(_ state: String) throws -> [String] {
        try FileSystem.list("\(state)/dialogs").flatMap { shard in
            try FileSystem.list("\(state)/dialogs/\(shard)").map { "\(state)/dialogs/\(shard)/\($0)" }
        }.sorted()
    }
}
