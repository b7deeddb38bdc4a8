import POSIX
import Testing

@testable import Receiver

/// A client that stops in the middle of a body, behind a server that passes bodies on as they come.
@Suite struct SlowBodyTests {
    @Test func aBodyThatStopsIsIncomplete() throws {
        let call = try #require(CGI(["REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support", "CONTENT_LENGTH": "100"]))
        #expect(call.patience == 60_000)
        let input = CallInput(
            read: { _ in throw SystemError("read", "standard input", code: ETIMEDOUT) },
            discard: { _ in Issue.record("waits once more for what does not come") })
        #expect(throws: WebhookProblem.incomplete(expected: 100, received: 0)) { try call.call(input) }
    }

    /// Nobody has to type fast.
    @Test func aCommandLineIsWaitedFor() throws {
        #expect(CommandLineCall(try ReceiverArguments(["bot", "support"]), [:]).patience == nil)
    }
}
