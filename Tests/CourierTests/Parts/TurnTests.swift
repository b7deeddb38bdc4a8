import Record
import Testing

@testable import Courier

@Suite struct TurnTests {
    private static let now: Int64 = 1_000_000

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let turn: Turn
        var item: @Sendable (inout QueueItem) -> Void = { _ in }
        var circumstances: @Sendable (inout Turn.Circumstances) -> Void = { _ in }

        init(
            _ title: String, _ turn: Turn,
            _ circumstances: @escaping @Sendable (inout Turn.Circumstances) -> Void = { _ in },
            item: @escaping @Sendable (inout QueueItem) -> Void = { _ in }
        ) {
            (testDescription, self.turn, self.circumstances, self.item) = (title, turn, circumstances, item)
        }
    }

    private static let rows = [
        Row("a new call", .start),
        Row("a call with a later time", .wait(until: now + 1), item: { $0.notBefore = now + 1 }),
        Row("a retry that waits", .wait(until: now + 2), item: { $0.delivery.nextAttempt = now + 2 }),
        Row("a retry that is due", .start, item: { $0.delivery.nextAttempt = now }),
        Row(
            "the later time counts", .wait(until: now + 4),
            item: { ($0.notBefore, $0.delivery.nextAttempt) = (now + 4, now + 3) }),
        Row("a throttled lane", .queue) { $0.isThrottled = true },
        Row(
            "a throttled lane, later", .wait(until: now + 1), { $0.isThrottled = true },
            item: { $0.notBefore = now + 1 }),
        Row("a full lane", .queue) { $0.isFull = true },
        Row("a full lane, later", .wait(until: now + 1), { $0.isFull = true }, item: { $0.notBefore = now + 1 }),
        Row("a paused lane", .fail) { $0.isPaused = true },
        Row("a paused lane, later", .fail, { $0.isPaused = true }, item: { $0.notBefore = now + 1 }),
        Row("no time left", .wait(until: now)) { $0.mayStart = false },
        Row("no time left, a full lane", .wait(until: now)) { ($0.mayStart, $0.isFull) = (false, true) },
        Row("once: a new call", .start) { $0.isOnce = true },
        Row("once: a call with a later time", .leave, { $0.isOnce = true }, item: { $0.notBefore = now + 1 }),
        Row("once: a retry that waits", .start, { $0.isOnce = true }, item: { $0.delivery.nextAttempt = now + 2 }),
        Row("once: a throttled lane", .start) { ($0.isOnce, $0.isThrottled) = (true, true) },
        Row("once: a lane that had its try", .leave) { ($0.isOnce, $0.wasTried) = (true, true) },
        Row("once: a paused lane", .fail) { ($0.isOnce, $0.isPaused) = (true, true) },
        Row("once: a full lane", .queue) { ($0.isOnce, $0.isFull) = (true, true) },
        Row("once: no time left", .wait(until: now)) { ($0.isOnce, $0.mayStart) = (true, false) },
        Row("once: the first question", .start, { $0.isOnce = true }, item: { $0.delivery = question(probes: 0) }),
        Row(
            "once: a second question too early", .fail, { $0.isOnce = true },
            item: { $0.delivery = question(probes: 1) }),
        Row("a second question too early", .wait(until: now + 5), item: { $0.delivery = question(probes: 1) }),
    ]

    private static func question(probes: Int64) -> Delivery {
        delivery { ($0.isInDoubt, $0.probes, $0.nextAttempt) = (true, probes, now + 5) }
    }

    @Test(arguments: rows) func aCallsTurn(row: Row) throws {
        var circumstances = Turn.Circumstances()
        row.circumstances(&circumstances)
        #expect(Turn(of: try item(row.item), circumstances, now: Self.now) == row.turn)
    }
}
