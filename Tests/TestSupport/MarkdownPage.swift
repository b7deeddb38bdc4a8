import POSIX

/// A page of the documentation, for tests that hold it to what the code does.
public struct MarkdownPage: Sendable {
    /// The text of the whole page.
    public let text: String

    /// Reads a page.
    ///
    /// - Parameter path: from the repository's root: `docs/logs.md`.
    public init(_ path: String) throws {
        text = String(decoding: try FileSystem.read("\(Programs.repository)/\(path)"), as: UTF8.self)
    }

    private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The rows of the first table that has a column of this name in its header; empty where there is no such table.
    /// A cell must not contain `|`.
    public func rows(ofTableWithColumn name: String) -> [[String]] {
        let tables = lines.split { !$0.hasPrefix("|") }.map { $0.map(Self.cells) }
        return tables.first { $0.first?.contains(name) == true }.map { Array($0.dropFirst(2)) } ?? []
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { cell in
            let start = cell.drop { $0 == " " }
            return String(start[..<(start.lastIndex { $0 != " " }.map { start.index(after: $0) } ?? start.startIndex)])
        }
    }

    /// The code blocks whose first line is three backticks and this word: `sh`, or `json reply`.
    public func blocks(_ word: String) -> [String] {
        var blocks: [String] = []
        var block: [Substring]?
        for line in lines {
            if line == "```\(word)" {
                block = []
            } else if line == "```", let finished = block {
                blocks.append(finished.joined(separator: "\n"))
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// What a text has between backticks, in order.
    public static func quoted(in text: String) -> [String] {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
    }
}
