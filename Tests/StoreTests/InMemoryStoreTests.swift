import Store
import StoreConformance
import Testing

@Suite struct InMemoryStoreTests {
    @Test(arguments: StoreConformance.checks) func doesWhatEveryStoreDoes(_ check: StoreConformance) async throws {
        let clock = ShiftedClock()
        let store = InMemoryStore(clock: clock)
        try await check(StoreUnderTest(clock: clock, open: { store }))
    }
}
