import ChannelCompiler
import Diagnostics
import POSIX
import TestSupport
import Testing

/// Damaged files end in diagnostics or in success, never in a crash, and every diagnostic can be printed.
@Suite struct DamageTests {
    private func inspect(_ bytes: [UInt8]) {
        let source = SourceText(name: "channels.yaml", bytes: bytes)
        let result = ChannelCompiler().compile([source])
        #expect(result.isValid == !result.bindings.isEmpty)
        for diagnostic in result.diagnostics {
            #expect(diagnostic.location.span.end.offset <= bytes.count)
            #expect(diagnostic.location.span.start <= diagnostic.location.span.end)
        }
        let text = TextRenderer().render(result.diagnostics, sources: [source])
        #expect(text.isEmpty == result.diagnostics.isEmpty)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
    }

    private func sample() throws -> [UInt8] { try FileSystem.read("\(Programs.repository)/channels.yaml") }

    @Test func everyByteReplaced() throws {
        let bytes = try sample()
        let replacements = Array(":{}[]-&*!|>'\"%@`#,? \t\n\r\0".utf8) + [0x80, 0xFF, 0xEF]
        for index in bytes.indices {
            var damaged = bytes
            // One replacement for each place, another one for the next: all meet all kinds of places over the file.
            damaged[index] = replacements[(index &* 31) % replacements.count]
            inspect(damaged)
        }
    }

    @Test func everyLineRemovedOrDoubled() throws {
        let lines = try sample().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for index in lines.indices {
            var removed = lines
            removed.remove(at: index)
            inspect(Array(removed.joined(separator: [UInt8(ascii: "\n")])))
            var doubled = lines
            doubled.insert(lines[index], at: index)
            inspect(Array(doubled.joined(separator: [UInt8(ascii: "\n")])))
        }
    }

    @Test func cutAnywhere() throws {
        let bytes = try sample()
        for end in stride(from: 0, to: bytes.count, by: 7) { inspect(Array(bytes[..<end])) }
    }

    /// Random damage that is the same in every run.
    @Test func manyBytesAtOnce() throws {
        let bytes = try sample()
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0...next(12) {
                let index = next(damaged.count)
                switch next(3) {
                case 0: damaged[index] = UInt8(next(256))
                case 1: damaged.remove(at: index)
                default: damaged.insert(damaged[next(damaged.count)], at: index)
                }
            }
            inspect(damaged)
        }
    }
}
