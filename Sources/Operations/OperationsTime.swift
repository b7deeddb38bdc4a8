import Text

/// Times in the form in which commands print them.
public enum OperationsTime {
    /// A time in UTC (ISO 8601); `-` for 0, which means never.
    ///
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64) -> String {
        milliseconds == 0 ? "-" : Timestamp.text(milliseconds: milliseconds)
    }

    /// A span of time in the largest unit of which it has at least two, such as `3h`.
    ///
    /// - Parameter milliseconds: its length.
    public static func span(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case 172_800_000...: "\(milliseconds / 86_400_000)d"
        case 7_200_000...: "\(milliseconds / 3_600_000)h"
        case 120_000...: "\(milliseconds / 60_000)m"
        default: "\(max(0, milliseconds) / 1000)s"
        }
    }
}
