import ChannelCompiler
import Diagnostics
import Testing

/// The time of a check, with the output of what it finds, grows in proportion to the size of the file. Each shape once
/// took time that grew with the square.
@Suite(.serialized) struct GrowthTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var start = "version: 1\npublic_url: https://bridge.example.com/hooks\n"
        var piece: @Sendable (Int) -> String
        var end = "\n"
    }

    static let shapes = [
        Shape(
            testDescription: "bindings on one line",
            start: "{version: 1, public_url: \"https://bridge.example.com/hooks\", bindings: [",
            piece: {
                "{id: s\($0), token: {env: T\($0)}, headers: {bot: B, leed: L}, bot: {url: \"https://a.example/x\"}}, "
            },
            end: "]}\n"),
        Shape(testDescription: "anchors on one line", start: "x: [", piece: { "&a\($0) b, " }, end: "]\n"),
        Shape(testDescription: "unknown keys on one line", start: "{", piece: { "k\($0): 1, " }, end: "}\n"),
        Shape(
            testDescription: "secrets on one line", start: "defaults: {",
            piece: { "auth\($0): {token: S\($0)}, token: S, " }, end: "}\n"),
        Shape(testDescription: "damaged bindings", start: "bindings:\n", piece: { "  - id: [a\n    name: b\($0)\n" }),
        Shape(testDescription: "refused characters", start: "bindings:\n", piece: { "  - id: @a\($0)\n" }),
        Shape(testDescription: "blank lines with tabs", start: "bindings:\n", piece: { "  - id: a\($0)\n\t\n" }),
        Shape(testDescription: "bytes that are no UTF-8", start: "x:\n", piece: { "# \($0) \u{85}\u{1}\n" }),
        Shape(testDescription: "spaces of another kind", start: "bindings:\n", piece: { "  - id:\u{A0}a\($0)\n" }),
        Shape(testDescription: "the same key", start: "x: 1\n", piece: { "\($0 / 2): 1\n" }),
        Shape(
            testDescription: "many channels", start: "channels: {", piece: { "c\($0): direct, " }, end: "}\nbindings:\n"
        ),
    ]

    private static func time(_ shape: Shape, _ count: Int) -> Duration {
        let text = shape.start + (0..<count).map(shape.piece).joined() + shape.end
        return (0..<2).map { _ in
            ContinuousClock().measure {
                let source = SourceText(name: "x", bytes: Array(text.utf8))
                let result = ChannelCompiler().check([source])
                #expect(!result.isValid)
                _ = TextRenderer().render(result.diagnostics, sources: [source])
            }
        }.min() ?? .zero
    }

    /// Eight times the size may take up to 24 times as long, and a busy machine some time more; the square would be 64.
    @Test(arguments: shapes)
    func isLinear(shape: Shape) {
        let small = Self.time(shape, 100)
        #expect(Self.time(shape, 800) < small * 24 + .milliseconds(500))
    }
}
