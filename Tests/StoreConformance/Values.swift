// Dead letters, pauses and claims.

import Dialog
import Record
import Store
import Testing

extension StoreConformance {
    static let letters = [
        StoreConformance("keeps dead letters by their ids") { subject in
            let store = try subject.open()
            #expect(try store.deadLetters().isEmpty)
            func letter(_ body: [UInt8], now: Int64) -> DeadLetter {
                DeadLetter(unreadable: body, binding: "support", reason: "no JSON", now: now)
            }
            let late = letter([1], now: 2_000)
            let early = letter([2], now: 1_000)
            for letter in [late, early, late] { try store.keep(letter) }
            #expect(try subject.open().deadLetters() == [early, late])
            #expect(try store.deadLetter(late.id) == late)
            for id in ["none", "../dead-letters/\(late.id)", ".", ""] {
                #expect(try store.deadLetter(id) == nil, "\(id)")
                #expect(try !store.dropDeadLetter(id), "\(id)")
            }
            #expect(try store.dropDeadLetter(late.id))
            #expect(try !store.dropDeadLetter(late.id))
            #expect(try store.deadLetters() == [early])
        },
        StoreConformance("keeps pauses by binding and lane") { subject in
            let store = try subject.open()
            let pauses = [
                Pause(binding: "a", lane: .liveTex, reason: "401", time: 5),
                Pause(binding: "a", lane: .platform, reason: "403", time: 6),
                Pause(binding: "b", lane: .platform, reason: "401", time: 7),
            ]
            for pause in pauses.reversed() { try store.pause(pause) }
            try store.pause(pauses[0])
            #expect(try subject.open().pauses() == pauses)
            for _ in 0..<2 { try store.resume("a", .platform) }
            #expect(try store.pauses() == [pauses[0], pauses[2]])
        },
    ]

    static let claims = [
        StoreConformance("gives a binding to one courier") { subject in
            let (store, other) = (try subject.open(), try subject.open())
            #expect(try store.holder(of: "a") == nil)
            for _ in 0..<2 { #expect(try store.claim("a", by: "one", for: 60_000) == .granted) }
            #expect(try store.holder(of: "a") == "one")
            #expect(try other.holder(of: "a") != nil)
            func isHeld(_ claim: Claim) -> Bool { if case .held = claim { true } else { false } }
            #expect(isHeld(try other.claim("a", by: "two", for: 60_000)))
            #expect(isHeld(try store.claim("a", by: "two", for: 60_000)))
            #expect(isHeld(try other.claim("b", by: "two", for: 60_000)) == store.claimsCoverAllBindings)
            try other.release("a", by: "two")
            #expect(isHeld(try other.claim("a", by: "two", for: 60_000)))
            try store.release("a", by: "one")
            #expect(try other.claim("a", by: "two", for: 60_000) == .granted)
            #expect(isHeld(try store.claim("a", by: "one", for: 60_000)))
        },
        StoreConformance("gives the last claim up and no earlier one") { subject in
            let store = try subject.open()
            for binding in ["a", "b"] { #expect(try store.claim(binding, by: "one", for: 60_000) == .granted) }
            try store.release("a", by: "one")
            #expect(try store.holder(of: "b") == "one")
            try store.release("b", by: "one")
            for binding in ["a", "b"] { #expect(try store.holder(of: binding) == nil) }
        },
        StoreConformance("takes a binding from a holder that is dead") { subject in
            let other = try subject.open()
            var dead: (any Store)? = try subject.open()
            #expect(try dead?.claim("a", by: "one", for: 60_000) == .granted)
            #expect(try other.claim("a", by: "two", for: 60_000) != .granted)
            // Its process ends, so the claim is not renewed.
            dead = nil
            subject.clock.pass(60_001)
            #expect(try other.holder(of: "a") == nil)
            #expect(try other.claim("a", by: "two", for: 60_000) == .granted)
        },
    ]
}
