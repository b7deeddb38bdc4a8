/// Names of leads and operators, as the other side sees them.
public enum DisplayName {
    /// The longest name, in Unicode code points: as long as an attribute's value.
    public static let maximumLength = LeadAttributes.maximumLength

    /// The name without blanks at its ends and with one space for each run of blanks, cut at the longest length.
    ///
    /// - Returns: nil when nothing of it can be seen.
    public static func clean(_ text: String?) -> String? {
        guard let text, !text.isBlank else { return nil }
        let words = text.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        let name = words.map { String($0) }.joined(separator: " ")
        guard name.unicodeScalars.count > maximumLength else { return name }
        var short = ""
        var length = 0
        for character in name {
            length += character.unicodeScalars.count
            if length > maximumLength { break }
            short.append(character)
        }
        return short.isEmpty ? nil : short
    }
}

extension String {
    /// Whether nothing of it can be seen: it has blanks, control characters and invisible marks only.
    public var isBlank: Bool {
        unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
                || $0.properties.isDefaultIgnorableCodePoint
        }
    }

    /// The text; nil when nothing of it can be seen.
    public var nonBlank: String? { isBlank ? nil : self }
}
