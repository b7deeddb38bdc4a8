import Text

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
