import Text

/// The braces in a notice's text.
enum NoticeText {
    enum Piece: Equatable {
        /// A word in braces.
        case placeholder(ArraySlice<UInt8>)
        /// An opening brace that is not closed, with the word after it.
        case opened(ArraySlice<UInt8>)
        /// A closing brace without an opening one, with the word before it.
        case closed(ArraySlice<UInt8>)
    }

    /// The placeholders that a notice's text may have.
    static func placeholders(_ field: Field?) -> [String] { field?.notice?.placeholders.map(\.rawValue) ?? [] }

    /// Visits the braces of a text, in order.
    static func forEachPiece(_ text: ArraySlice<UInt8>, _ visit: (Piece) -> Void) {
        var index = text.startIndex
        var opened: Int?
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "{"):
                if let start = opened { visit(.opened(word(text[(start + 1)..<index]))) }
                opened = index
            case UInt8(ascii: "}"):
                if let start = opened {
                    visit(.placeholder(text[(start + 1)..<index]))
                } else {
                    visit(.closed(wordBefore(text[..<index])))
                }
                opened = nil
            default: break
            }
            index += 1
        }
        if let start = opened { visit(.opened(word(text[(start + 1)...]))) }
    }

    private static func word(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> { text.prefix(while: isWordByte) }

    private static func wordBefore(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text[(text.lastIndex { !isWordByte($0) }.map { $0 + 1 } ?? text.startIndex)...]
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || ASCII.isLetter(byte)
    }

    /// Whether a text has any braces; most texts have none.
    static func hasBraces(_ text: ArraySlice<UInt8>) -> Bool {
        text.contains { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
    }

    /// Finds the pieces of a text in the file, in their order.
    struct Places {
        private let value: Node
        private lazy var rest = value.range

        init(_ value: Node) {
            self.value = value
        }

        /// The place of the next piece; nil when it is written with escapes, and then for all later pieces too.
        mutating func next(_ text: String) -> Range<Int>? {
            let bytes = value.tree.source.bytes
            let pattern = Array(text.utf8)
            guard let first = pattern.first else { return nil }
            while rest.count >= pattern.count {
                let start = rest.lowerBound
                rest = start + 1..<rest.upperBound
                if bytes[start] == first, bytes[start..<start + pattern.count].elementsEqual(pattern) {
                    rest = start + pattern.count..<rest.upperBound
                    return start..<start + pattern.count
                }
            }
            rest = rest.upperBound..<rest.upperBound
            return nil
        }
    }
}
