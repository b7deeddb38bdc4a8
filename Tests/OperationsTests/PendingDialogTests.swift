import Dialog
import JSON
import Operations
import Store
import Testing

@testable import Record

@Suite struct PendingDialogTests {
    private let stored = Stored()

    private func pending(_ lead: Int64 = 1, _ pauses: [Pause] = []) throws -> PendingDialog {
        try #require(PendingDialog(try stored.record(lead), pauses))
    }

    @Test func aDialogWithoutCallsIsNotPending() throws {
        try stored.change { record in record.noteTime(1) }
        #expect(PendingDialog(try stored.record(), []) == nil)
    }

    /// One call that cannot be read hides neither its dialog nor the other lane.
    @Test func aCallThatCannotBeReadIsNamed() throws {
        try stored.queueUnreadable()
        let event = PlatformCall(id: "n", time: 700, kind: .notice(.transferred, text: "hello", nil))
        try stored.change { record in record.requeue(.platform(event), now: 1_000) }
        let dialog = try pending()
        #expect(dialog.row[3...] == ["calls:", "livetex 1", "platform 1", "changed 1970-01-01T00:00:01.000Z"])
        #expect(dialog.problems.count == 1)
        #expect(dialog.problems.first?.description.hasPrefix("\(Stored.key().name): call 1 cannot be read: ") == true)
        #expect(dialog.details.count == 2)
        #expect(dialog.details[0].hasPrefix("livetex: 1 call, first a call that cannot be read (1); never tried"))
        #expect(dialog.details[1].hasPrefix("platform: 1 call, first notice (2); "))
        let lane = dialog.json["lanes"]?[0]
        #expect(lane?["problem"]?.string?.hasPrefix("call 1 cannot be read: ") == true && lane?["kind"] == nil)
        #expect(dialog.json["lanes"]?[1]?["problem"] == nil)
    }

    /// The time of queueing is not stored.
    @Test func aCallThatWasNeverTriedHasATimeToo() throws {
        try stored.say("a", now: 5_000)
        let liveTex = try pending()
        #expect(
            liveTex.details == [
                "livetex: 1 call, first sendText (1); never tried, waits since 1970-01-01T00:00:05.000Z or longer"
            ])
        #expect(liveTex.json["lanes"]?[0]?["waiting_since"] == 5_000)
        let event = PlatformCall(id: "n", time: 3_000, kind: .notice(.transferred, text: "hello", nil))
        try stored.change(2) { record in record.requeue(.platform(event), now: 6_000) }
        #expect(
            try pending(2).details == [
                "platform: 1 call, first notice (1); never tried, waits since 1970-01-01T00:00:03.000Z"
            ])
        // LiveTex's clock may be ahead.
        try stored.change(3) { record in
            var early = event
            early.time = 9_000
            record.requeue(.platform(early), now: 6_000)
        }
        #expect(try pending(3).json["lanes"]?[0]?["waiting_since"] == 6_000)
    }

    @Test func aTriedCallHasItsErrorAndItsNextAttempt() throws {
        try stored.say("a")
        try stored.say("b")
        for attempt in 1...2 as ClosedRange<Int64> {
            try stored.change { (record) throws(DamagedRecord) in
                try record.begin(1, Stored.rules, now: attempt * 2_000)
                try record.postpone(1, until: 9_000, isInDoubt: attempt == 2)
                record.noteFailure(1, "LiveTex answered 502", failingFor: 1, now: attempt * 2_000)
            }
        }
        #expect(
            try pending().details == [
                "livetex: 2 calls, first sendText (1); 2 attempts since 1970-01-01T00:00:02.000Z; "
                    + "last error: LiveTex answered 502; may have arrived; next attempt 1970-01-01T00:00:09.000Z"
            ])
        let pause = Pause(binding: "support", lane: .liveTex, reason: "401", time: 4_000)
        let paused = try pending(1, [pause])
        #expect(paused.details[0].hasSuffix("; paused since 1970-01-01T00:00:04.000Z: 401"))
        #expect(paused.json["lanes"]?[0]?["paused"] == ["since": 4_000, "reason": "401"])
        #expect(paused.json["lanes"]?[0]?["first_attempt"] == 2_000)
    }

    /// A call waits for another one only as long as that one is there.
    @Test(arguments: [true, false]) func aCallNamesTheCallThatItWaitsFor(isThere: Bool) throws {
        try stored.say("a")
        let event = PlatformCall(id: "n", time: 700, kind: .notice(.transferred, text: "hello", nil))
        try stored.change { record in
            record.enqueue(
                QueueItem(QueuedCall(number: record.takeNumber(), call: .platform(event), after: 1, notBefore: 0)))
            if !isThere { record.withdraw(1) }
            record.noteTime(1_000)
        }
        let dialog = try pending()
        let lane = dialog.json["lanes"]?[isThere ? 1 : 0]
        #expect(dialog.details.contains { $0.hasSuffix("; waits for call 1") } == isThere)
        #expect(lane?["lane"] == "platform" && lane?["after"] == (isThere ? 1 : nil))
        let summary = DialogSummary(try stored.record())
        #expect(summary.rows([]).contains { $0[0] == "call 2" && $0[1].contains("; waits for call 1") } == isThere)
    }

    @Test func theWholeDialogShowsACallThatCannotBeRead() throws {
        try stored.queueUnreadable()
        try stored.say("hello")
        let summary = DialogSummary(try stored.record())
        let calls = summary.rows([]).filter { $0[0].hasPrefix("call ") }
        #expect(calls[0][1].hasPrefix("livetex  cannot be read: ") && calls[1][1].contains("hello"))
        #expect(summary.details([])["calls"]?[0]?["problem"] != nil)
        #expect(summary.details([])["calls"]?[0]?["call"] == .null)
        #expect(summary.problems.map { "\($0)".hasPrefix("\(Stored.key().name): call 1 cannot be read") } == [true])
    }

    /// Each attempt stores the error again, so it has a limit. What an earlier release has stored is read.
    @Test(arguments: [(511, 511), (512, 512), (513, 515), (100_000, 515)])
    func theStoredErrorHasALimit(length: Int, stored bytes: Int) throws {
        try stored.say("a")
        func note(_ text: String) throws -> String {
            try stored.change { record in record.noteFailure(1, text, failingFor: 1, now: 2_000) }
            return try stored.record().outbox[0].delivery.lastError
        }
        let text = String(repeating: "x", count: length)
        #expect(try note(text).utf8.count == bytes)
        #expect(try note("x" + String(repeating: "é", count: 500)) == "x" + String(repeating: "é", count: 255) + "…")
        try stored.change { record in
            var delivery = record.outbox[0].delivery
            delivery.lastError = text
            record.setDelivery(delivery, of: 1)
        }
        #expect(try stored.record().outbox[0].delivery.lastError == text)
    }
}
