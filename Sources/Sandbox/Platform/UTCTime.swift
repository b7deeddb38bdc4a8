import FoundationEssentials

/// Times as the envelope's `ts` has them: `2026-11-23T08:00:00.000Z`.
enum UTCTime {
    /// - Parameter milliseconds: since 1970.
    static func text(_ milliseconds: Int64) -> String {
        // The style cuts off below a millisecond, and a `Date` is not exact: half a millisecond makes it round.
        Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000).formatted(style(fraction: true))
    }

    /// Whether a text is a time in UTC, to the second or to the millisecond.
    static func isTime(_ text: String) -> Bool {
        // Reading also accepts other zones and text after the time. Only what is written the same again is right.
        [true, false].contains { fraction in
            let style = style(fraction: fraction)
            return (try? style.parse(text))?.addingTimeInterval(0.0005).formatted(style) == text
        }
    }

    private static func style(fraction: Bool) -> Date.ISO8601FormatStyle {
        Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
    }
}
