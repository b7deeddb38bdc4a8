import Diagnostics

/// The pages of `livetex-bridge explain`.
public enum Explanation {
    /// What came of looking for a page.
    public enum Outcome: Hashable, Sendable {
        case found(String)
        /// There is no such code; the text says what was meant, perhaps.
        case unknown(String)
    }

    /// The page of a code.
    public static func page(_ code: String) -> Outcome {
        guard let found = ChannelCompiler.codes.first(where: { $0.code == code }) else {
            let nearest = Nearest.match(code, in: ChannelCompiler.codes.map(\.code))
            let hint = nearest.map { "did you mean \($0)?" } ?? "run explain without a code for the list"
            return .unknown("\(quoted(code)) is not a code; \(hint)")
        }
        var lines = ["\(found.code) (\(found.severity.rawValue))", "", found.title + ".", ""]
        lines += wrapped(found.meaning)
        lines += ["", "Example:", ""]
        lines += found.example.split(separator: "\n", omittingEmptySubsequences: false).map { clipped($0) }
        if lines.last == "" { lines.removeLast() }
        lines += ["", "Fix:", ""]
        lines += wrapped(found.fix)
        return .found(lines.joined(separator: "\n") + "\n")
    }

    /// All codes, one in a line.
    public static func list() -> String {
        let width = ChannelCompiler.codes.map(\.code.count).max() ?? 0
        return ChannelCompiler.codes.map { code in
            code.code + String(repeating: " ", count: width - code.code.count + 2)
                + code.severity.rawValue + String(repeating: " ", count: 13 - code.severity.rawValue.count) + code.title
                + "\n"
        }.joined()
    }

    private static func clipped(_ line: Substring) -> String {
        line.isEmpty ? "" : "    \(line.count > 100 ? "\(line.prefix(100))…" : line)"
    }

    /// Breaks a paragraph into lines of at most 80 characters.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > 80 {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
