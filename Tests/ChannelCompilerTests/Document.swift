import POSIX
import TestSupport

/// The pages under docs.
enum Document {
    /// The fenced blocks of a page, by the words after the fence.
    static func blocks(_ page: String, _ kind: String) throws -> [String] {
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/docs/\(page)"), as: UTF8.self)
        var blocks: [String] = []
        var current: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = current {
                if line == "```" {
                    blocks.append(open.map { $0 + "\n" }.joined())
                    current = nil
                } else {
                    current = open + [line]
                }
            } else if line == "```\(kind)" {
                current = []
            }
        }
        return blocks
    }
}
