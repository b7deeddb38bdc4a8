import JSON

/// A JSON document with one long list in it, written element by element in the layout of `JSON.text(pretty:)`.
struct JSONDocument {
    /// The document around the list.
    private let before: Substring
    private let after: Substring
    private let indentation: String

    /// The text in the place of the elements of a document's list.
    static let elements: JSON = "<the elements>"

    /// - Parameter document: with a list that has only ``elements`` in it, in front of any other text that could be
    ///   mistaken for them.
    init(around document: JSON) {
        let text = document.text(pretty: true)
        let place = text.firstRange(of: Self.elements.text()) ?? text.endIndex..<text.endIndex
        before = text[..<place.lowerBound]
        after = text[place.upperBound...]
        indentation = String(before.reversed().prefix { $0 == " " })
    }

    /// Writes the document with the elements of a list that is not empty.
    func write<Element>(_ list: [Element], to sink: (String) throws -> Void, _ json: (Element) -> JSON) rethrows {
        var piece = String(before)
        for (index, element) in list.enumerated() {
            if index > 0 { piece += ",\n\(indentation)" }
            // A line break in a text is escaped, so every one is the layout's.
            piece += json(element).text(pretty: true).replacing("\n", with: "\n\(indentation)")
            if piece.utf8.count > 1 << 16 {
                try sink(piece)
                piece = ""
            }
        }
        try sink(piece + after + "\n")
    }
}
