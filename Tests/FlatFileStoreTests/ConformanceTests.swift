import FlatFileStore
import StoreConformance
import TestSupport
import Testing

@Suite struct FlatFileConformanceTests {
    /// As receivers open the store, and as couriers do.
    @Test(arguments: StoreConformance.checks, [false, true])
    func doesWhatEveryStoreDoes(_ check: StoreConformance, compacts: Bool) async throws {
        let clock = ShiftedClock()
        let directory = try TemporaryDirectory()
        try await check(
            StoreUnderTest(
                clock: clock,
                open: {
                    try FlatFileStore(
                        StateDirectory(directory.path), allowing: [.tmpfs], compacts: compacts, clock: clock)
                }))
    }
}
