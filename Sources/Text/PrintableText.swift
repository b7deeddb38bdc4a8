// Text of others goes to terminals, logs and web pages. Characters that could control those are escape sequences, line breaks
// in the wrong place, and direction overrides that make text look like other text. The one list of them is here.

extension Unicode.Scalar {
    /// Whether printing it has no effect but to show it.
    public var isPrintable: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
            false
        default: true
        }
    }

    /// `\u` and the four hexadecimal digits, as in JSON. All that is not printable has one UTF-16 unit.
    public var escape: String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension String {
    /// The text with the escape of each character that is not printable, line breaks too: part of one line, on any terminal.
    public var printable: String {
        if unicodeScalars.allSatisfy(\.isPrintable) { return self }
        return unicodeScalars.reduce(into: "") { line, scalar in
            if scalar.isPrintable { line.unicodeScalars.append(scalar) } else { line += scalar.escape }
        }
    }

    /// The beginning of the text: all of it, or at most so many bytes of UTF-8 and `…`.
    public func excerpt(_ limit: Int) -> String {
        guard var end = utf8.index(startIndex, offsetBy: limit, limitedBy: utf8.endIndex), end < utf8.endIndex else {
            return self
        }
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return "\(self[..<end])…"
    }
}
