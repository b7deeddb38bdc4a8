// Other systems send secrets back: in an answer that quotes the request, in a webhook that cannot be read. Before such a
// text is kept or shown, it is searched for the secrets' values: nothing else tells where they are.

import Text

/// Hides secrets in texts of other systems.
///
/// A secret is found as it is, percent-encoded as in a URL, and with JSON's escapes, also escaped several times. Each
/// character may be encoded or not: encoders leave letters as they are.
public struct SecretMask: Sendable {
    private struct Character {
        var utf8: [UInt8]
        var utf16: [UInt16]
    }

    private let secrets: [[Character]]

    /// - Parameter secrets: the values; empty ones are ignored.
    public init(_ secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }.map { secret in
            secret.unicodeScalars.map { scalar in
                Character(utf8: Array(String(scalar).utf8), utf16: Array(String(scalar).utf16))
            }
        }
    }

    /// The text with `***` in place of each secret.
    public func callAsFunction(_ text: String) -> String {
        String(decoding: self(Array(text.utf8)), as: UTF8.self)
    }

    /// The bytes with `***` in place of each secret.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
        var masked: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let end = secrets.compactMap({ Self.end(of: $0, in: bytes, from: index) }).max() {
                masked += Array("***".utf8)
                index = end
            } else {
                masked.append(bytes[index])
                index += 1
            }
        }
        return masked
    }

    /// The end of a secret that begins at an index; nil when it does not begin there.
    private static func end(of secret: [Character], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = secret.first else { return nil }
        // `%25` may be one character or three, so every reading is followed.
        var ends = Set(Self.ends(of: first, in: bytes, from: start))
        for character in secret.dropFirst() {
            if ends.isEmpty { return nil }
            ends = Set(ends.flatMap { Self.ends(of: character, in: bytes, from: $0) })
        }
        return ends.max()
    }

    /// The possible ends of a character that begins at an index.
    private static func ends(of character: Character, in bytes: [UInt8], from start: Int) -> [Int] {
        guard start < bytes.count else { return [] }
        if bytes[start] == UInt8(ascii: "\\") {
            // JSON inside JSON doubles the backslashes.
            let next = bytes[start...].firstIndex { $0 != UInt8(ascii: "\\") } ?? bytes.count
            let escaped = [
                escapedEnd(of: character, in: bytes, from: start), plainEnd(of: character, in: bytes, from: next),
            ]
            return (escaped + [plainEnd(of: character, in: bytes, from: start)]).compactMap { $0 }
        }
        let plain = plainEnd(of: character, in: bytes, from: start)
        guard bytes[start] == UInt8(ascii: "%") else { return plain.map { [$0] } ?? [] }
        return [plain, percentEnd(of: character, in: bytes, from: start)].compactMap { $0 }
    }

    private static func plainEnd(of character: Character, in bytes: [UInt8], from start: Int) -> Int? {
        bytes[start...].starts(with: character.utf8) ? start + character.utf8.count : nil
    }

    /// The end of the character written as one `%XX` for each byte.
    private static func percentEnd(of character: Character, in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        for byte in character.utf8 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "%"),
                number(in: bytes, from: index + 1, digits: 2) == UInt32(byte)
            else { return nil }
            index += 3
        }
        return index
    }

    /// The end of the character written as one `\uXXXX` for each UTF-16 unit.
    private static func escapedEnd(of character: Character, in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        for unit in character.utf16 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                let letter = bytes[index...].firstIndex(where: { $0 != UInt8(ascii: "\\") }),
                bytes[letter] == UInt8(ascii: "u"), number(in: bytes, from: letter + 1, digits: 4) == UInt32(unit)
            else { return nil }
            index = letter + 5
        }
        return index
    }

    private static func number(in bytes: [UInt8], from start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        return ASCII.hexNumber(bytes[start..<start + digits])
    }
}
