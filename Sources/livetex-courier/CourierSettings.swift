import Courier

/// Where the courier finds things and how patient it is, from its environment.
struct CourierSettings {
    var bundle: String
    var state: String
    var allowsNetworkState: Bool
    var policy = RetryPolicy()
    var concurrency = 8

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? { environment["LIVETEX_BRIDGE_\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        bundle = value("BUNDLE") ?? "/etc/livetex-bridge/bundle"
        state = value("STATE") ?? "/var/lib/livetex-bridge"
        allowsNetworkState = value("ALLOW_NETWORK_STATE") == "1"
        if let base = value("RETRY_BASE_MS").flatMap({ Int64($0) }), base > 0 { policy.base = base }
        if let interval = value("PROBE_INTERVAL_MS").flatMap({ Int64($0) }), interval >= 0 { policy.probeInterval = interval }
        if let calls = value("CALLS_IN_FLIGHT").flatMap({ Int($0) }), calls > 0 { concurrency = calls }
    }
}
