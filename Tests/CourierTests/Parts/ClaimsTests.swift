import Store
import Testing

@testable import Courier

@Suite struct ClaimsTests {
    private let clock = WorldClock()

    private func claims(_ store: InMemoryStore, _ holder: String = "a") -> Claims {
        Claims(store, holder: holder, askAgain: 1_000)
    }

    @Test func aBindingIsOneCouriers() throws {
        let store = InMemoryStore(clock: clock)
        var (first, second) = (claims(store), claims(store, "b"))
        #expect(first.claim("support", now: 0) == true)
        #expect(second.claim("support", now: 0) == false)
        #expect(second.claim("other", now: 0) == true)
        #expect(!first.isKeptOut && !second.isKeptOut)
        try first.release()
        #expect(try store.holder(of: "support") == nil)
    }

    @Test func aRefusalIsRememberedForAWhile() throws {
        let store = InMemoryStore(clock: clock)
        var (first, second) = (claims(store), claims(store, "b"))
        #expect(first.claim("support", now: 0) == true)
        #expect(second.claim("support", now: 0) == false)
        #expect(second.isKeptOut && !second.areAllRefused)
        try first.release()
        #expect(second.claim("support", now: 999) == false)
        #expect(second.claim("support", now: 1_000) == true)
        #expect(!second.isKeptOut)
    }

    @Test func aClaimIsRenewedBeforeItEnds() throws {
        let store = InMemoryStore(clock: clock)
        var claims = claims(store)
        #expect(claims.claim("support", now: 0) == true)
        for _ in 1...10 {
            clock.sleep(31_000)
            claims.renew(now: clock.monotonic())
            #expect(try store.holder(of: "support") == "a")
        }
    }

    /// A courier that was stopped for longer than its claim.
    @Test func aClaimThatWasLostIsNotUsed() throws {
        let store = InMemoryStore(clock: clock)
        var (first, second) = (claims(store), claims(store, "b"))
        #expect(first.claim("support", now: 0) == true)
        clock.sleep(60_000)
        #expect(second.claim("support", now: 60_000) == true)
        first.renew(now: 60_000)
        #expect(first.claim("support", now: 60_000) == false)
        #expect(first.isKeptOut)
    }
}
