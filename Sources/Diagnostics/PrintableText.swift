// Text from a file goes to terminals, logs and web pages. What could control those (escape sequences, line breaks in the
// wrong place, direction overrides that make text look like other text) is replaced before it is printed.

extension Unicode.Scalar {
    /// Whether printing it has no effect but to show it.
    var isPrintable: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
}

/// A value as a message quotes it: in backticks, at most 60 characters of it, no character that could control a terminal.
public func quoted(_ text: some StringProtocol) -> String {
    var result = ""
    var left = 60
    for character in text {
        guard left > 0 else {
            result += "…"
            break
        }
        for scalar in character.unicodeScalars.prefix(16) {
            result.unicodeScalars.append(scalar.isPrintable ? scalar : "\u{FFFD}")
        }
        left -= 1
    }
    return "`\(result)`"
}
