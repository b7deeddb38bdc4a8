import Diagnostics
import Text

/// The parts of a file that can be read alone: what belongs to each key of the top level, and each item of `bindings`.
///
/// When libyaml stops, the part that has the syntax error is left out. Only the first characters of lines and their
/// indentation are looked at, so the file must be in block style; a file in brackets has no parts.
struct FileParts {
    struct Part {
        enum Kind: Equatable {
            /// Lines before the first key.
            case head
            /// A key of the top level, with the stretch of its name. The items of `bindings` are parts of their own.
            case key(Range<Int>, hasItems: Bool)
            /// An item of `bindings`.
            case item
        }

        var kind: Kind
        /// Whole lines.
        var range: Range<Int>
        /// Whether it may hold other keys of the top level: lines at the first column that lack their colon.
        var mayHoldKeys: Bool
    }

    private(set) var all: [Part] = []
    /// The mark at which a second document begins. Nothing after it is a part.
    private(set) var secondDocument: Range<Int>?
    private let text: [UInt8]
    /// The part of the key `bindings` when the lines that follow are its items.
    private var bindings: Int?
    /// The column of the keys in the current item.
    private var itemColumn: Int?

    /// - Parameter text: the file's text, or one that has other characters at the same places.
    init(_ source: SourceText, _ text: [UInt8]) {
        self.text = text
        for line in Lines(text[source.textStart...]) {
            guard let content = text[line].firstIndex(where: { !ASCII.isBlank($0) }), text[content] != UInt8(ascii: "#")
            else {
                continue
            }
            if content == line.lowerBound, text[line].starts(with: "---".utf8), !all.isEmpty {
                secondDocument = content..<content + 3
                break
            }
            add(line, content)
        }
        for index in all.indices {
            let next = index + 1 < all.count ? all[index + 1].range.lowerBound : secondDocument?.lowerBound
            all[index].range = all[index].range.lowerBound..<(next ?? text.count)
        }
        let isInBrackets = all.first.map { "[{".utf8.contains(text[$0.range.lowerBound]) } ?? false
        if isInBrackets || all.allSatisfy({ $0.kind == .head }) { all = [] }
    }

    private mutating func add(_ line: Range<Int>, _ content: Int) {
        let column = content - line.lowerBound
        let key = key(content..<line.upperBound)
        if column == 0, let key {
            let value = text[key.upperBound..<line.upperBound].drop { $0 != UInt8(ascii: ":") }.dropFirst()
                .first { !ASCII.isBlank($0) }
            let isOpen = value == nil || value == UInt8(ascii: "#")
            bindings = isOpen && text[key].elementsEqual("bindings".utf8) ? all.count : nil
            itemColumn = nil
            all.append(Part(kind: .key(key, hasItems: false), range: line, mayHoldKeys: true))
        } else if let bindings, isItem(line, content), case .key(let key, _) = all[bindings].kind {
            all[bindings].kind = .key(key, hasItems: true)
            itemColumn =
                (text[(content + 1)..<line.upperBound].firstIndex { !ASCII.isBlank($0) } ?? content + 1)
                - line.lowerBound
            all.append(Part(kind: .item, range: line, mayHoldKeys: false))
        } else if all.isEmpty {
            // A directive and the mark after it belong to no part.
            let marks = ["---", "%YAML", "%TAG"]
            guard column > 0 || !marks.contains(where: { text[line].starts(with: $0.utf8) }) else { return }
            all.append(Part(kind: .head, range: line, mayHoldKeys: true))
        } else if column == 0 {
            all[all.count - 1].mayHoldKeys = true
        } else if key != nil, !isTabbed(line, content) {
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

    /// The name at the beginning of a line when it is a key with its colon.
    private func key(_ line: Range<Int>) -> Range<Int>? {
        let quote = text[line].first.flatMap { "\"'".utf8.contains($0) ? $0 : nil }
        let name = text[line].dropFirst(quote == nil ? 0 : 1)
            .prefix { ASCII.isWord($0) || $0 > 0x7F || "-.".utf8.contains($0) }
        var rest = text[name.endIndex..<line.upperBound]
        if let quote {
            guard rest.first == quote else { return nil }
            rest = rest.dropFirst()
        }
        rest = rest.drop { ASCII.isBlank($0) }
        guard !name.isEmpty, rest.first == UInt8(ascii: ":"), rest.dropFirst().first.map(ASCII.isBlank) ?? true else {
            return nil
        }
        return name.startIndex..<name.endIndex
    }
}
