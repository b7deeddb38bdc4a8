import Text

/// The address of a file.
public enum FileAddress {
    /// The address as a program can fetch it: without blanks at its ends, with the scheme in lower case, and with `%XX` for
    /// blanks and for letters that are not ASCII.
    ///
    /// - Returns: nil for what has not the form of an http or https address with a host. Only a request can tell more.
    public static func clean(_ text: String) -> String? {
        var address = text.unicodeScalars[...]
        while let first = address.first, first.properties.isWhitespace { address.removeFirst() }
        while let last = address.last, last.properties.isWhitespace { address.removeLast() }
        let head = address.prefix { $0 != "/" }
        let scheme = String(decoding: String(head).utf8.map { ASCII.lowercased($0) }, as: UTF8.self)
        guard scheme == "https:" || scheme == "http:", address.dropFirst(head.count).starts(with: "//".unicodeScalars)
        else { return nil }
        let rest = address.dropFirst(head.count + 2)
        let host = rest.prefix { !"/?#".unicodeScalars.contains($0) }
        guard !host.isEmpty, !host.contains(where: \.properties.isWhitespace),
            !rest.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
        else { return nil }
        let encoded = rest.map { $0.isASCII && $0 != " " ? String($0) : ASCII.percentEncoded(String($0)) }
        return "\(scheme)//\(encoded.joined())"
    }

    /// The decoded last part of an address's path; nil when it has none.
    static func fileName(_ address: String) -> String? {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.firstRange(of: "://"), let slash = path[scheme.upperBound...].lastIndex(of: "/") else {
            return nil
        }
        return decoded(path[path.index(after: slash)...]).nonBlank
    }

    /// The text with the characters that `%XX` stands for. What must not be in a file's name stays encoded: slashes, control
    /// characters, and bytes that are not UTF-8.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "%"), rest.count >= 3, let value = ASCII.hexNumber(rest.dropFirst().prefix(2)),
                !(value < 0x20 || value == 0x7f || value == 0x2f || value == 0x5c)
            {
                bytes.append(UInt8(value))
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(text)
    }
}
