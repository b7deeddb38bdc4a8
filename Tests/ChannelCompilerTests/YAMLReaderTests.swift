import Diagnostics
import Testing

@testable import ChannelCompiler

@Suite struct YAMLReaderTests {
    private func read(_ text: String) throws -> YAMLTree {
        try #require(YAMLReader.read(SourceText(name: "x", bytes: Array(text.utf8))).tree)
    }

    @Test func spansAreExactAfterCharactersOfEveryWidth() throws {
        let text = "ключ: \"🤖 Бот\"   # 漢字\nlist: [а, 'б', \"в\\n\"]\nblock: |\n  one\n  two\nlast: 👩‍👩‍👧 семья\n"
        let tree = try read(text)
        let root = try #require(tree.root)
        let pieces = root.entries.map { entry in
            [entry.key, entry.value].map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
        }
        #expect(pieces[0] == ["ключ", "\"🤖 Бот\""])
        #expect(pieces[1] == ["list", "[а, 'б', \"в\\n\"]"])
        #expect(pieces[3] == ["last", "👩‍👩‍👧 семья"])
        let list = try #require(root.entries.map(\.value).dropFirst().first)
        #expect(list.children.map(\.string) == ["а", "б", "в\n"])
    }

    @Test func aByteOrderMarkShiftsNothing() throws {
        let source = SourceText(name: "x", bytes: [0xEF, 0xBB, 0xBF] + Array("a: б\nc: d\n".utf8))
        let tree = try #require(YAMLReader.read(source).tree)
        let root = try #require(tree.root)
        let last = try #require(root.entries.map(\.value).last)
        #expect(source.position(at: last.range.lowerBound) == Position(offset: 12, line: 2, column: 4))
    }

    @Test func aliasesOfAliasesDoNotGrow() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...60 {
            text += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1), ", count: 9) + "x]\n"
        }
        #expect(try read(text).nodes.count < 2000)
    }

    @Test func depthIsLimitedBeforeTheParserGoesOn() {
        let source = SourceText(name: "x", bytes: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        let result = YAMLReader.read(source)
        #expect(result.tree == nil)
        #expect(result.problems.map(\.kind) == [.tooDeep])
    }

    @Test func theDepthOfTheLimitIsAccepted() throws {
        let depth = YAMLReader.maximumDepth
        _ = try read(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        let deeper = String(repeating: "[", count: depth + 1) + String(repeating: "]", count: depth + 1)
        #expect(YAMLReader.read(SourceText(name: "x", bytes: Array(deeper.utf8))).tree == nil)
    }

    @Test func theSizeOfTheLimitIsAccepted() {
        let start = Array("a: b\n".utf8)
        func source(_ size: Int) -> SourceText {
            SourceText(name: "x", bytes: start + [UInt8](repeating: UInt8(ascii: "\n"), count: size - start.count))
        }
        #expect(YAMLReader.read(source(YAMLReader.maximumSize)).tree != nil)
        #expect(YAMLReader.read(source(YAMLReader.maximumSize + 1)).tree == nil)
    }

    /// Every lead byte with every second byte, against the standard library's own decoder.
    @Test func tellsUTF8FromOtherBytes() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                for tail in [[], [0x80], [0xBF, 0x80], [0x20]] as [[UInt8]] {
                    let bytes = Array("twelve bytes".utf8) + [first, second] + tail
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    #expect(YAMLReader.invalidUTF8(bytes).isEmpty == isValid, "\(first) \(second) \(tail)")
                }
            }
        }
    }
}
