import POSIX
import TestSupport
import Testing

/// A courier that cannot work ends with 3 and prints why.
@Suite struct CourierRefusalTests {
    @Test(
        arguments: ["RETRY_BASE_MS", "PROBE_INTERVAL_MS", "CALLS_IN_FLIGHT", "ALLOW_NETWORK_STATE"],
        ["-1s", "9223372036854775807"])
    func anInvalidSettingStopsTheCourier(name: String, value: String) async throws {
        let receiver = try Receiver()
        var environment = receiver.environment
        environment["LIVETEX_BRIDGE_\(name)"] = value
        let result = try await Subprocess(Programs.path("livetex-courier"), ["--once"], environment: environment)
            .finish()
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains(#"LIVETEX_BRIDGE_\#(name) is \"\#(value)\", not "#), "\(result.errorText)")
    }
}
