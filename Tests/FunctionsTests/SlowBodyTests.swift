import POSIX
import Testing

@testable import Receiver

/// A client stops in the middle of a body, and the server passes bodies on as they come.
@Suite struct SlowBodyTests {
    @Test func aBodyThatStopsIsIncomplete() throws {
        let call = try #require(CGI(["REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support", "CONTENT_LENGTH": "100"]))
        #expect(call.patience == 60_000)
        let input = CallInput(
            read: { _ in throw SystemError("read", "standard input", code: ETIMEDOUT) },
            discard: { _ in Issue.record("the receiver waits for the rest of the body") })
        #expect(throws: WebhookProblem.incomplete(expected: 100, received: 0)) { try call.call(input) }
    }

    /// A person may type slowly.
    @Test func aCommandLineHasNoTimeLimit() throws {
        #expect(CommandLineCall(try ReceiverArguments(["bot", "support"]), [:]).patience == nil)
    }
}
