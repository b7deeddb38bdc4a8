import Text

/// A secret that is searched for in escaped text.
///
/// All readings of the text are followed at once, from its beginning to its end: at each place it is known how many
/// characters of the secret may end there. Readings that have come equally far are one from then on. To try each place of
/// the text by itself would take the square of the text's length for runs of backslashes.
struct MaskedSecret: Sendable {
    private let characters: [EscapedText.Character]

    init(_ secret: String) { characters = secret.unicodeScalars.map(EscapedText.Character.init) }

    /// Where the secret is. Of the matches with the same end only the longest is named.
    ///
    /// - Parameter steps: grows by the work that was done.
    func matches(in text: EscapedText, steps: inout Int) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        // By place: the first place of the text where a reading began, by the number of characters that it has read.
        var readings: [Int: [Int: Int]] = [:]
        func follow(_ count: Int, _ start: Int, at place: Int) {
            steps += 1
            for end in text.ends(of: characters[count], from: place) {
                let known = readings[end]?[count + 1] ?? start
                readings[end, default: [:]][count + 1] = min(start, known)
            }
        }
        for place in 0...text.bytes.count {
            if !readings.isEmpty, let current = readings.removeValue(forKey: place) {
                for (count, start) in current {
                    if count == characters.count {
                        matches.append(start..<place)
                    } else {
                        follow(count, start, at: place)
                    }
                }
            }
            follow(0, place, at: place)
        }
        return matches
    }
}

/// A text in which characters may be percent-encoded or have JSON's escapes.
struct EscapedText {
    /// One character of a secret, in the forms that encoders use.
    struct Character: Sendable {
        let utf8: [UInt8]
        let utf16: [UInt16]

        init(_ scalar: Unicode.Scalar) {
            utf8 = Array(String(scalar).utf8)
            utf16 = Array(String(scalar).utf16)
        }
    }

    let bytes: [UInt8]
    /// For each place the first one from there on that has no backslash.
    private let afterBackslashes: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var after = Array(0...bytes.count)
        for place in bytes.indices.reversed() where bytes[place] == UInt8(ascii: "\\") {
            after[place] = after[place + 1]
        }
        afterBackslashes = after
    }

    /// The possible ends of a character that begins at a place; at most three. `%25` may be one character or three.
    func ends(of character: Character, from start: Int) -> [Int] {
        guard start < bytes.count else { return [] }
        let plain = plainEnd(of: character, from: start)
        switch bytes[start] {
        case UInt8(ascii: "\\"):
            // JSON inside JSON doubles the backslashes.
            let next = plainEnd(of: character, from: afterBackslashes[start])
            return [plain, next, escapedEnd(of: character, from: start)].compactMap { $0 }
        case UInt8(ascii: "%"): return [plain, percentEnd(of: character, from: start)].compactMap { $0 }
        default: return plain.map { [$0] } ?? []
        }
    }

    private func plainEnd(of character: Character, from start: Int) -> Int? {
        bytes[start...].starts(with: character.utf8) ? start + character.utf8.count : nil
    }

    /// The end of the character written as one `%XX` for each byte.
    private func percentEnd(of character: Character, from start: Int) -> Int? {
        var index = start
        for byte in character.utf8 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "%"),
                number(from: index + 1, digits: 2) == UInt32(byte)
            else { return nil }
            index += 3
        }
        return index
    }

    /// The end of the character written as one `\uXXXX` for each UTF-16 unit.
    private func escapedEnd(of character: Character, from start: Int) -> Int? {
        var index = start
        for unit in character.utf16 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\\") else { return nil }
            let letter = afterBackslashes[index]
            guard letter < bytes.count, bytes[letter] == UInt8(ascii: "u"),
                number(from: letter + 1, digits: 4) == UInt32(unit)
            else { return nil }
            index = letter + 5
        }
        return index
    }

    private func number(from start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        return ASCII.hexNumber(bytes[start..<start + digits])
    }
}
