import ChannelBundle
import Text

/// Tells what is certainly no secret, so that it may be printed.
///
/// Secrets are random: a word of letters alone, a variable in capitals and the path of a file are not.
enum PublicText {
    /// Whether a text is a word, or words joined by hyphens and the like.
    static func isWord(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.count <= 24 && scalars.count { $0.properties.isUppercase } <= 3
            && scalars.allSatisfy { $0.properties.isAlphabetic || "_-.".unicodeScalars.contains($0) }
    }

    /// Whether a text is the name of an environment variable as people write it.
    static func isVariable(_ name: ArraySlice<UInt8>) -> Bool {
        name.allSatisfy { ASCII.isUpper($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
            && (name.count < 10 || name.contains(UInt8(ascii: "_")))
    }

    /// Whether a text is a path: an absolute one, or one of words.
    static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        path.first == UInt8(ascii: "/") || path.allSatisfy { ASCII.isLower($0) || "/.-_~".utf8.contains($0) }
    }

    /// How much of an address may be printed, from its beginning: all, unless it has a blank, a user name, a password, a
    /// query or a fragment. Where its parts cannot be told apart, a secret may be anywhere.
    static func prefix(ofAddress text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isPlain = !text.contains { byte in
            byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "?")
                || byte == UInt8(ascii: "#")
        }
        if isPlain { return text }
        guard let address = try? WebAddress(text), !address.hasUserInfo else { return [] }
        return text.prefix { !"?#".utf8.contains($0) }
    }
}
