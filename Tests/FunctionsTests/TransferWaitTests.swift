import BotPlatform
import ChannelBundle
import DialogStore
import JSON
import Logging
import POSIX
import TestSupport
import Testing

@testable import Sandbox
@testable import Webhook

/// How long the reply to a transfer's request is held back, by a clock of its own.
@Suite struct TransferWaitTests {
    /// Time passes only when somebody waits.
    private final class StandingClock: ReceiverClock {
        private(set) var time: Int64 = 1_760_000_000_000
        private(set) var slept: Int64 = 0

        func wall() -> Int64 { time }
        func monotonic() -> Int64 { time }
        func sleep(_ milliseconds: Int64) {
            slept += milliseconds
            time += milliseconds
        }
        func pass(_ milliseconds: Int64) { time += milliseconds }
    }

    /// A courier that takes its time and delivers nothing.
    private struct SlowCourier: CourierControl {
        let clock: StandingClock
        let milliseconds: Int64

        func wake() { clock.pass(milliseconds) }
        func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus {
            throw CourierUnavailable("not asked for here")
        }
    }

    /// What an inline delivery took is not waited for once more.
    @Test(arguments: [(0, 4_000), (1_000, 3_000), (8_000, 0)] as [(Int64, Int64)])
    func anInlineDeliveryIsPartOfTheWait(delivery: Int64, wait: Int64) throws {
        let directory = try TemporaryDirectory()
        let secret = SecretReference.file(try directory.write("token", to: "secret"))
        var binding = Binding.sandbox()
        binding.bot.acceptTokens = [secret]
        try BundleWriter(directory: directory("bundle")).write([binding], sourceDigest: "")
        try FileSystem.makeDirectory(directory("state"))
        let clock = StandingClock()
        let handler = WebhookHandler(
            bundle: BundleReader(directory: directory("bundle")),
            openStore: { () throws(StoreError) in try FlatFileStore(StateDirectory(directory("state"))) },
            keepUnreadable: { (_, _, _) throws(StoreError) in },
            courier: SlowCourier(clock: clock, milliseconds: delivery), clock: clock,
            log: Log(program: "livetex-hook", minimum: .error, write: { _ in }))
        let body = PlatformEvent.transferRequest(Lead(1)).json(id: "1", time: clock.wall()).bytes()
        let outcome = handler.handle(
            WebhookRequest(side: .bot, binding: "support", headers: [.bridgeToken: "token"], body: body))
        #expect(outcome.reply.body["data"]?["outcome"] == "pending")
        #expect(clock.slept == wait)
    }
}
