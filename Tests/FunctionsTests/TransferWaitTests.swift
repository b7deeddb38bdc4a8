import ChannelBundle
import Dialog
import FlatFileStore
import JSON
import Logging
import POSIX
import Platform
import Record
import Store
import TestSupport
import Testing

@testable import Receiver
@testable import Sandbox

/// How long the reply to a `transfer.request` waits, by the test's own clock.
@Suite struct TransferWaitTests {
    /// A clock that moves only when the receiver waits.
    private final class StandingClock: TimeSource, @unchecked Sendable {
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

    /// A courier that takes some time and delivers nothing.
    private struct SlowCourier: CourierControl {
        let clock: StandingClock
        let milliseconds: Int64
        var atWork: () -> Void = {}

        func wake() {
            clock.pass(milliseconds)
            atWork()
        }
        func operatorsStatus(binding: String) throws(CourierUnavailable) -> OperatorsStatus {
            throw CourierUnavailable("not asked for here")
        }
    }

    private let directory: TemporaryDirectory
    private let clock = StandingClock()

    init() throws { directory = try TemporaryDirectory() }

    private func handler(deliveryTakes milliseconds: Int64, wait: Int64 = 4_000, atWork: @escaping () -> Void = {})
        throws -> Receiver<
            FlatFileStore
        >
    {
        let secret = SecretReference.file(try directory.write("token", to: "secret"))
        var binding = Binding.sandbox()
        binding.platform.acceptTokens = [secret]
        binding.webhookKeys = [secret]
        try BundleWriter(directory: directory("bundle")).write([binding], sourceDigest: "")
        try FileSystem.makeDirectory(directory("state"))
        return Receiver(
            bundle: BundleReader(directory: directory("bundle")),
            openStore: { [directory, clock] () throws(StoreError) in
                try FlatFileStore(StateDirectory(directory("state")), allowing: [.tmpfs], clock: clock)
            },
            courier: SlowCourier(clock: clock, milliseconds: milliseconds, atWork: atWork), clock: clock,
            log: Log(program: "livetex-hook", minimum: .error, write: { _ in }), transferWait: wait)
    }

    private func request(_ event: ScriptedEvent, id: String) -> WebhookRequest {
        let body = event.json(id: id, time: clock.wall()).bytes()
        return WebhookRequest(lane: .platform, binding: "support", headers: [.bridgeToken: "token"], body: body)
    }

    /// The time of an inline delivery is part of the wait.
    @Test(arguments: [(0, 4_000), (1_000, 3_000), (8_000, 0)] as [(Int64, Int64)])
    func anInlineDeliveryIsPartOfTheWait(delivery: Int64, wait: Int64) throws {
        let handler = try handler(deliveryTakes: delivery)
        let outcome = handler.handle(request(.transferRequest(Lead(1)), id: "1"))
        #expect(outcome.reply.body["data"]?["outcome"] == "pending")
        #expect(clock.slept == wait)
    }

    @Test(arguments: [0, 250, 30_000] as [Int64]) func theWaitIsASetting(wait: Int64) throws {
        let outcome = try handler(deliveryTakes: 0, wait: wait).handle(request(.transferRequest(Lead(1)), id: "1"))
        #expect(outcome.reply.body["data"]?["outcome"] == "pending")
        #expect(clock.slept == wait)
        let settings = try ReceiverSettings(["LIVETEX_BRIDGE_TRANSFER_WAIT_MS": "\(wait)"], programDirectory: nil)
        #expect(settings.transferWait == wait)
        #expect(try ReceiverSettings([:], programDirectory: nil).transferWait == 4_000)
    }

    /// A pause ends only when a person ends it, so nothing is waited for.
    @Test(arguments: [Lane.liveTex, .platform], [false, true])
    func aPausedLaneIsNotWaitedFor(lane: Lane, isEarly: Bool) throws {
        try FileSystem.makeDirectory(directory("state"))
        let store = try FlatFileStore(StateDirectory(directory("state")), clock: clock)
        func pause() {
            do {
                try store.pause(Pause(binding: "other", lane: .liveTex, reason: "x", time: 1))
                try store.pause(Pause(binding: "support", lane: lane, reason: "x", time: 1))
            } catch { Issue.record(error) }
        }
        if isEarly { pause() }
        let handler = try handler(deliveryTakes: 0, atWork: isEarly ? {} : pause)
        let outcome = handler.handle(request(.transferRequest(Lead(1)), id: "1"))
        #expect(outcome.reply.body["data"]?["outcome"] == "pending")
        #expect(clock.slept == (lane == .liveTex ? 0 : 4_000))
    }

    /// The receiver looks a thousand times while it waits. It must not read a long record's past, which is damaged here so
    /// that reading it would fail.
    @Test(arguments: [Lead(1), Lead(.string("+7 900 000-00-00"))])
    func theWaitDoesNotReadALongRecordsPast(lead: Lead) throws {
        let handler = try handler(deliveryTakes: 0)
        for number in 1...200 {
            let said = handler.handle(request(.leadMessage(lead, id: "m", text: "hello"), id: "\(number)"))
            try #require(said.reply.status == 200)
        }
        let state = StateDirectory(directory("state"))
        let user = Party(botID: .int(49), leadID: lead.id).userID
        let name = DialogKey(binding: "support", userID: user).name
        let path = "\(directory("state"))/dialogs/\("\(name)".prefix(2))/\(name)"
        var bytes = try FileSystem.read(path)
        try #require(FileSystem.exists("\(path).index"))
        bytes[bytes.count / 2] ^= 1
        try FileSystem.replace(path, with: bytes)

        let outcome = handler.handle(request(.transferRequest(lead), id: "transfer"))
        #expect(outcome.reply.body["data"]?["outcome"] == "pending", "\(outcome.reply)")
        let webhook: JSON = [
            "type": "TextMessage", "id": "w", "webhook_key": "token", "user_id": .string(user), "text": "good day",
            "timestamp": .int(clock.wall()),
        ]
        let heard = handler.handle(
            WebhookRequest(lane: .liveTex, binding: "support", headers: [:], body: webhook.bytes()))
        #expect(heard.reply.body["status"] == "accepted", "\(heard.reply)")
        #expect(throws: StoreError.self) { try FlatFileStore(reading: state).load(name) }
    }
}
