import Diagnostics
import Text

/// The parts of a file that can be left out: what belongs to each key of the top level, and each item of `bindings`.
///
/// Only the first characters of lines and their indentation are looked at, so the file must be in block style; a file in
/// brackets has no parts.
struct FileParts {
    struct Part {
        enum Kind: Equatable {
            /// Lines before the first key.
            case head
            /// A key of the top level, to the end of its colon.
            case key(end: Int)
            /// An item of `bindings`, with the column of its hyphen.
            case item(column: Int)
        }

        var kind: Kind
        /// Whole lines.
        var range: Range<Int>
        /// Whether it may hold other keys of the top level: lines at the first column that lack their colon.
        var mayHoldKeys: Bool
        var isLeftOut = false
    }

    var all: [Part] = []
    private let text: [UInt8]
    private var isInBindings = false
    /// The column of the keys in the current item.
    private var itemColumn: Int?

    /// - Parameter text: the file's text, or one that has other characters at the same places.
    init(_ source: SourceText, _ text: [UInt8]) {
        self.text = text
        var end = text.count
        for line in Lines(text[source.textStart...]) {
            guard let content = text[line].firstIndex(where: { !ASCII.isBlank($0) }), text[content] != UInt8(ascii: "#")
            else { continue }
            if content == line.lowerBound, text[line].starts(with: "---".utf8), !all.isEmpty {
                // A second document is no part.
                end = content
                break
            }
            add(line, content)
        }
        for index in all.indices {
            all[index].range =
                all[index].range.lowerBound..<(index + 1 < all.count ? all[index + 1].range.lowerBound : end)
        }
        let isInBrackets = all.first.map { "[{".utf8.contains(text[$0.range.lowerBound]) } ?? false
        if isInBrackets || all.allSatisfy({ $0.kind == .head }) { all = [] }
    }

    /// The part with a place, or the last one before it.
    func index(at offset: Int) -> Int? { all.lastIndex { $0.range.lowerBound <= offset } }

    /// Whether a part is the key of the items that follow it.
    func hasItems(_ index: Int) -> Bool {
        if index + 1 < all.count, case .item = all[index + 1].kind, case .key = all[index].kind { true } else { false }
    }

    private mutating func add(_ line: Range<Int>, _ content: Int) {
        let column = content - line.lowerBound
        let colon = colon(content..<line.upperBound)
        if column == 0, let colon {
            let value = text[(colon + 1)..<line.upperBound].first { !ASCII.isBlank($0) }
            let name = text[content..<colon].filter { !" \t\"'".utf8.contains($0) }
            isInBindings = (value == nil || value == UInt8(ascii: "#")) && name.elementsEqual("bindings".utf8)
            itemColumn = nil
            all.append(Part(kind: .key(end: colon + 1), range: line, mayHoldKeys: true))
        } else if isInBindings, isItem(line, content) {
            let rest = text[(content + 1)..<line.upperBound]
            itemColumn = (rest.firstIndex { !ASCII.isBlank($0) } ?? content + 1) - line.lowerBound
            all.append(Part(kind: .item(column: column), range: line, mayHoldKeys: false))
        } else if all.isEmpty {
            // A directive and the mark after it belong to no part.
            let marks = ["---", "%YAML", "%TAG"]
            guard column > 0 || !marks.contains(where: { text[line].starts(with: $0.utf8) }) else { return }
            all.append(Part(kind: .head, range: line, mayHoldKeys: true))
        } else if column == 0 {
            all[all.count - 1].mayHoldKeys = true
        } else if colon != nil, !isTabbed(line, content) {
            itemColumn = itemColumn.map { min($0, column) }
        }
    }

    /// Whether an item of `bindings` begins in a line: at a hyphen further left than the keys of the item above. The first
    /// line begins one too, in case its hyphen is damaged.
    private func isItem(_ line: Range<Int>, _ content: Int) -> Bool {
        let column = content - line.lowerBound
        let isHyphen = text[content] == UInt8(ascii: "-")
        guard let itemColumn else { return isHyphen || column > 0 }
        return isHyphen && column < itemColumn && !isTabbed(line, content)
    }

    /// How far a tab indents is not known.
    private func isTabbed(_ line: Range<Int>, _ content: Int) -> Bool {
        text[line.lowerBound..<content].contains(UInt8(ascii: "\t"))
    }

    /// The colon after the name at the beginning of a line; nil when the line does not begin with a key.
    private func colon(_ line: Range<Int>) -> Int? {
        let quote = text[line].first.flatMap { "\"'".utf8.contains($0) ? $0 : nil }
        let name = text[line].dropFirst(quote == nil ? 0 : 1)
            .prefix { ASCII.isWord($0) || $0 > 0x7F || "-.".utf8.contains($0) }
        var rest = text[name.endIndex..<line.upperBound]
        if let quote {
            guard rest.first == quote else { return nil }
            rest = rest.dropFirst()
        }
        rest = rest.drop(while: ASCII.isBlank)
        let isKey =
            !name.isEmpty && rest.first == UInt8(ascii: ":") && rest.dropFirst().first.map(ASCII.isBlank) ?? true
        return isKey ? rest.startIndex : nil
    }
}
