import POSIX
import TestSupport
import Testing

/// A courier that cannot work ends with 3 and prints why.
@Suite struct CourierRefusalTests {
    @Test(arguments: ["RETRY_BASE_MS", "PROBE_INTERVAL_MS", "CALLS_IN_FLIGHT", "ALLOW_NETWORK_STATE"])
    func anInvalidSettingStopsTheCourier(name: String) async throws {
        let receiver = try Receiver()
        var environment = receiver.environment
        environment["LIVETEX_BRIDGE_\(name)"] = "-1s"
        let result = try await Subprocess(Programs.path("livetex-courier"), ["--once"], environment: environment)
            .finish()
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains(#"LIVETEX_BRIDGE_\#(name) is \"-1s\", not "#), "\(result.errorText)")
    }
}
