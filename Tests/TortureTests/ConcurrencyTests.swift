import Dispatch
import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// Many receivers and several couriers at once.
@Suite(.serialized) struct ConcurrencyTests {
    /// Runs a body `count` times, at most `width` at once.
    private func all(_ count: Int, atOnce width: Int, _ body: @escaping @Sendable (Int) async throws -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                if index >= width { try await group.next() }
                group.addTask { try await body(index) }
            }
            try await group.waitForAll()
        }
    }

    private func message(_ lead: Int, _ number: Int) -> Webhook {
        let body: JSON = [
            "v": 1, "id": .string("e-\(lead)-\(number)"), "type": "lead.message", "ts": "2026-11-23T08:00:00.000Z",
            "bot_id": 49,
            "lead": ["id": .int(Int64(lead)), "channel": "telegram"],
            "data": ["message": ["id": "m", "text": .string("\(number)")]],
        ]
        return Webhook(path: "/bot/support", body: body.bytes())
    }

    @Test func sixtyFourReceiversOfOneDialogLoseNothing() async throws {
        try await Rig.run { rig in
            let lead = Lead(1, name: "Иван")
            try await rig.prepare(lead, .operated)
            let key = rig.sandbox.receiverEnvironment["SANDBOX_SUPPORT_WEBHOOK_KEY"] ?? ""
            let start = Clock.monotonic()
            // Both lanes at once, every webhook twice, and receivers that start couriers.
            try await all(128, atOnce: 64) { index in
                let number = index / 2
                let isPlatform = number.isMultiple(of: 2)
                let webhook =
                    isPlatform
                    ? message(1, number)
                    : Webhook(
                        path: "/livetex/support",
                        body: JSON.object([
                            "type": "TextMessage", "id": .string("w\(number)"), "webhook_key": .string(key),
                            "user_id": .string(lead.user ?? ""), "timestamp": .int(Clock.wall() + 60_000),
                            "text": .string("\(number)"), "employee": ["employee_id": "501", "first_name": "Анна"],
                        ]).bytes())
                let run = try await rig.post(webhook, spawning: true)
                #expect(run.status == 200, "\(run)")
            }
            #expect(Clock.monotonic() - start < 60_000)
            try await eventually("all is delivered") { try rig.isIdle }
            let effects = rig.effects(lead)
            let said = effects.liveTex.filter { $0.hasPrefix(Scenario.header) && $0 != Scenario.before }
            #expect(Set(said) == Set(stride(from: 0, to: 64, by: 2).map { "\(Scenario.header)\($0)" }))
            #expect(said.count == 32)
            #expect(Set(effects.platform) == Set(stride(from: 1, to: 64, by: 2).map { "operator.message \($0)" }))
            #expect(effects.platform.count == 32)
        }
    }

    @Test func manyDialogsKeepTheirOrder() async throws {
        // `make torture` uses a thousand.
        let leads = Environment.value("LIVETEX_BRIDGE_TORTURE") == "full" ? 1_000 : 150
        try await Rig.run { rig in
            for number in 1...2 {
                try await all(leads, atOnce: 64) { index in
                    let run = try await rig.post(message(index + 1, number), spawning: index.isMultiple(of: 7))
                    #expect(run.status == 200, "\(run)")
                }
            }
            // Of several couriers that start at once, one works and the others end.
            try await all(6, atOnce: 6) { _ in
                let run = try await rig.deliver()
                #expect(run.ending == .exited(0))
            }
            try await eventually("all is delivered", within: 180_000) { try rig.isIdle }
            for lead in 1...leads {
                let texts = rig.effects(Lead(.int(Int64(lead)))).liveTex
                #expect(texts == ["\(Scenario.header)1", "\(Scenario.header)2"], "lead \(lead)")
            }
        }
    }
}
