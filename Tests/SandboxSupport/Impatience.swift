/// Short pauses between attempts, for tests that are not about pauses.
public enum Impatience {
    /// The first pause before another attempt, in milliseconds.
    public static let retryBase: Int64 = 20

    /// The settings of a courier with these pauses.
    public static let environment = [
        "LIVETEX_BRIDGE_RETRY_BASE_MS": "\(retryBase)", "LIVETEX_BRIDGE_PROBE_INTERVAL_MS": "20",
    ]
}
