import Diagnostics

/// The pages of `livetex-bridge explain`.
public enum Explanation {
    /// The result of a search for a page.
    public enum Outcome: Hashable, Sendable {
        case found(String)
        /// There is no such code; the text names a similar one, if there is one.
        case unknown(String)
    }

    /// The page of a code.
    public static func page(_ code: String) -> Outcome {
        if let found = ChannelCompiler.codes.first(where: { $0.code == code }) { return .found(found.page) }
        let nearest = Nearest.match(code, in: ChannelCompiler.codes.map(\.code))
        let hint = nearest.map { "did you mean \($0)?" } ?? "run explain without a code for the list"
        return .unknown("\(quoted(code)) is not a code; \(hint)")
    }

    /// All codes, one in a line.
    public static func list() -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: width - text.count + 2)
        }
        let width = ChannelCompiler.codes.map(\.code.count).max() ?? 0
        let lines = ChannelCompiler.codes.map {
            padded($0.code, width) + padded($0.severity.rawValue, 11) + $0.title + "\n"
        }
        return lines.joined()
    }
}
