import ChannelBundle
import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// An address that is private and not allowed: the bridge calls nothing, loses nothing and prints why.
@Suite struct ForbiddenAddressTests {
    @Test(arguments: [
        ("http://169.254.169.254", "a link-local address"), ("http://[::ffff:10.0.0.1]", "a private address"),
        ("http://2852039166", "a link-local address"),
    ])
    func bothLanesArePausedWithTheReason(address: String, reason: String) async throws {
        let receiver = try Receiver {
            $0.api.url = address
            $0.platform.url = "\(address)/call"
        }
        #expect(try await receiver.post("/bot/support", Receiver.event()).status == 200)
        #expect(try await receiver.post("/livetex/support", Receiver.webhook()).status == 200)
        let courier = Subprocess(try Programs.path("livetex-courier"), ["--once"], environment: receiver.environment)
        let result = try await courier.finish()
        #expect(result.ending == .exited(1))
        let lines = try result.errorText.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(Set(lines.compactMap { $0["lane"]?.string }) == ["livetex", "platform"])
        for line in lines {
            #expect(line["outcome"] == "paused")
            #expect(
                line["detail"]?.string?.hasSuffix(" resolves to \(reason); see allow_private") == true,
                "\(line)")
        }
        let state = receiver.directory("state")
        #expect(try Set(FileSystem.list("\(state)/paused")) == ["support.livetex", "support.platform"])
        // The dialog waits behind one of its pauses.
        #expect(
            try FileSystem.list("\(state)/parked").flatMap { try FileSystem.list("\(state)/parked/\($0)") }.count == 1)
        #expect(try FileSystem.list("\(state)/dead-letters").isEmpty)
    }
}
