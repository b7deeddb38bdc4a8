import ChannelBundle
import ChannelCompiler
import Diagnostics
import POSIX
import TestSupport
import Testing

/// One golden case: a file with the input, a line of dashes, and the text that `check` prints for it.
///
/// Tests/Fixtures/check/{code}/{case}.txt is about one code. In the input, 👉 marks each place where a problem of that code
/// must be found; the marks are removed before the check. Without a mark there must be no such problem. To add a case,
/// write the input with its marks and the line of sixty dashes, run the tests with LIVETEX_BRIDGE_UPDATE_FIXTURES=1, and
/// read what they added.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// The code that the case is about; the directory's name.
    let code: String
    let name: String
    let path: String
    let input: [UInt8]
    /// The offsets of the marks in the input.
    let marks: [Int]
    let expected: String

    var testDescription: String { "\(code)/\(name)" }

    static let directory = "\(Programs.repository)/Tests/Fixtures/check"
    static let isUpdating = Environment.value("LIVETEX_BRIDGE_UPDATE_FIXTURES") == "1"
    private static let mark = Array("👉".utf8)
    private static let separator = Array((String(repeating: "-", count: 60) + "\n").utf8)

    /// All cases, in order.
    static let all: [Fixture] = {
        let codes = (try? FileSystem.list(directory)) ?? []
        return codes.sorted().flatMap { code -> [Fixture] in
            let names = ((try? FileSystem.list("\(directory)/\(code)")) ?? []).filter { $0.hasSuffix(".txt") }
            return names.sorted().compactMap { try? Fixture(code: code, name: String($0.dropLast(4))) }
        }
    }()

    struct Malformed: Error {
        var path: String
    }

    init(code: String, name: String) throws {
        self.code = code
        self.name = name
        path = "\(Self.directory)/\(code)/\(name).txt"
        let content = try FileSystem.read(path)
        let count = Self.separator.count
        guard
            let split = content.indices.first(where: { index in
                (index == 0 || content[index - 1] == UInt8(ascii: "\n"))
                    && content[index...].starts(with: Self.separator)
            })
        else { throw Malformed(path: path) }
        var input: [UInt8] = []
        var marks: [Int] = []
        var rest = content[..<split]
        while let mark = rest.firstRange(of: Self.mark) {
            input += rest[..<mark.lowerBound]
            marks.append(input.count)
            rest = rest[mark.upperBound...]
        }
        input += rest
        self.marks = marks
        // A limit of megabytes is not reached by a file that people read.
        if code == "file-too-large" {
            input += [UInt8](repeating: UInt8(ascii: "#"), count: 16 * 1024 * 1024 + 1 - input.count)
        }
        self.input = input
        expected = String(decoding: content[(split + count)...], as: UTF8.self)
    }

    /// The input as `check` sees it.
    var source: SourceText { SourceText(name: "channels.yaml", bytes: input) }

    /// What the compiler finds in a source, under the conditions of this case.
    func check(_ source: SourceText) -> [Diagnostic] { compiler.check([source]).diagnostics }

    /// With `--env` where the case is about that: no variable is set, every file can be read.
    var compiler: ChannelCompiler {
        guard code == "secret-not-present" else { return ChannelCompiler() }
        return ChannelCompiler { reference, _ in
            guard case .environment(let name) = reference else { return nil }
            return "the environment variable \(name) is not set"
        }
    }

    /// Writes what is printed now after the line of dashes.
    func update(_ actual: String) throws {
        let content = try FileSystem.read(path)
        let kept = content.prefix(content.count - expected.utf8.count)
        try FileSystem.replace(path, with: Array(kept) + Array(actual.utf8), mode: 0o644)
    }
}
