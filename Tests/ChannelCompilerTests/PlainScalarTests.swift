import Testing

@testable import ChannelCompiler

@Suite struct PlainScalarTests {
    private func name(_ text: String) -> String {
        switch PlainScalar(ArraySlice(text.utf8)) {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .oldBool(let value): "old \(value)"
        case .integer: "integer"
        case .fraction: "fraction"
        case .oddNumber: "odd"
        case .date: "date"
        case .text: "text"
        }
    }

    @Test(arguments: [
        "null": ["", "~", "null", "Null", "NULL"],
        "true": ["true", "True", "TRUE"], "false": ["false", "False", "FALSE"],
        "old true": ["yes", "Yes", "YES", "on", "On", "ON", "y", "Y"],
        "old false": ["no", "No", "NO", "off", "Off", "OFF", "n", "N"],
        "integer": ["0", "1", "-7", "4294967296"], "fraction": ["1.2", "0.5", "-3.25"],
        "odd": [
            "007", "00", "+5", "1.0", "1.20", ".5", "5.", "1e3", "1.5e-3", "0x1F", "0o17", "0b1", "1_000", "12:30",
            "1:02:03", "12:30.5", "1:02:03.25", "12:30.", ".inf", "-.INF", ".nan", "01.5", "+1.5",
        ],
        "date": ["2026-11-23", "2026-11-23T12:30:00Z", "2026-1-2 3:04:05", "2026-11-23t12:30:00.5+03:00"],
        "text": [
            "nUll", "yEs", "oN", "yess", "none", "15m", "30d", "1.2.3", "127.0.0.1", "2026-1-23", "2026-11-23a",
            "20261123-1-1", "2026-11-23 12:30", "12:75", "12:", "0x", "0b2", "-", "--1", "+", ".", "..", "1e", "e3",
            "a", "first", "1 000", "0xyz", "Ж", "1:2a",
        ],
    ])
    func tellsWhatOtherProgramsRead(kind: String, texts: [String]) {
        for text in texts { #expect(name(text) == kind, "\(text)") }
    }
}
