import Diagnostics
import Text

/// Reads a file as YAML.
///
/// libyaml stops at the first syntax error. Then each part of the file is read alone (``FileParts``): one with a syntax
/// error is left out, and its value is unknown. No conclusion is drawn from what is inside it.
struct YAMLReader {
    /// The largest file, in bytes.
    static let maximumSize = 16 * 1024 * 1024
    /// How deep collections may be nested.
    static let maximumDepth = 32

    private let source: SourceText
    private var problems: [YAMLProblem] = []
    private var notKept = 0
    /// The file with other characters over what libyaml need not or cannot read. A character of several bytes becomes one
    /// and fillers, since libyaml counts characters and this program counts bytes.
    private var text: [UInt8]
    private var hasFillers = false
    /// The places of refused characters. The values that have them are unknown.
    private var refused: [Int] = []
    private var bytesParsed = 0
    /// When more bytes were parsed, the text is not read again for the sake of single characters.
    private var bytesAllowed = 0

    /// A byte that UTF-8 never has.
    private static let filler: UInt8 = 0xFF

    private init(_ source: SourceText) {
        self.source = source
        text = source.bytes
    }

    /// The result of reading a file.
    struct Result {
        /// The tree; nil when nothing can be read.
        var tree: YAMLTree?
        /// What was found.
        var problems: [YAMLProblem]
        /// How many more errors there are than are kept.
        var notKept: Int
        /// How many bytes were given to libyaml, each as often as it was.
        var bytesParsed: Int
    }

    static func read(_ source: SourceText) -> Result {
        var reader = YAMLReader(source)
        let tree = reader.inspectBytes() ? reader.read() : nil
        if tree == nil { source.hide(0..<source.bytes.count, exceptWords: Language.words) }
        return Result(tree: tree, problems: reader.problems, notKept: reader.notKept, bytesParsed: reader.bytesParsed)
    }

    // MARK: Bytes

    /// Looks at what is below YAML: size, encoding, line ends.
    ///
    /// - Returns: whether the file can be read.
    private mutating func inspectBytes() -> Bool {
        if source.hasByteOrderMark { problems.append(YAMLProblem(kind: .byteOrderMark, range: 0..<source.textStart)) }
        guard source.bytes.count <= Self.maximumSize else {
            problems.append(YAMLProblem(kind: .tooLarge, range: 0..<0))
            return false
        }
        let inspection = ByteInspection(source.bytes)
        if let offset = inspection.firstCarriageReturn {
            problems.append(YAMLProblem(kind: .carriageReturns, range: offset..<offset + 1))
        }
        if !inspection.invalid.isEmpty {
            // Text in another encoding, such as UTF-16, makes no sense as YAML.
            let isForeign = inspection.invalid.count > ByteInspection.maximumInvalid || source.bytes.contains(0)
            let highBytes = source.bytes.count { $0 > 0x7F }
            let isOnlyInvalid = inspection.invalid.reduce(0) { $0 + $1.count } == highBytes
            // One problem says it all where the whole file is in another encoding.
            let reported = isForeign || isOnlyInvalid ? inspection.invalid.prefix(1) : inspection.invalid[...]
            problems += reported.map { YAMLProblem(kind: .invalidUTF8, range: $0) }
            guard !isForeign else { return false }
            for range in inspection.invalid { refuse(range) }
        }
        let spaces = inspection.mayHaveForeignSpaces ? ForeignSpaces.find(source) : []
        problems += spaces.prefix(Report.limit).map { YAMLProblem(kind: .foreignSpace, range: $0) }
        for range in spaces { overwrite(range, with: UInt8(ascii: " ")) }
        return true
    }

    /// Writes a character over each one of a stretch, but for line breaks.
    private mutating func overwrite(_ range: Range<Int>, with byte: UInt8) {
        for index in range where !"\n\r".utf8.contains(text[index]) {
            let isInside = text[index] & 0xC0 == 0x80 || text[index] == Self.filler
            text[index] = isInside ? Self.filler : byte
            hasFillers = hasFillers || isInside
        }
    }

    /// Makes a stretch readable that YAML refuses.
    private mutating func refuse(_ range: Range<Int>) {
        refused.append(range.lowerBound)
        // A letter, so that a value that begins with it, or has nothing else, is still one.
        overwrite(range, with: UInt8(ascii: "x"))
    }

    // MARK: Reading

    private mutating func read() -> YAMLTree? {
        allowRereading()
        var builder = YAMLBuilder(source)
        var error = parse(source.textStart..<text.count, &builder)
        let isSound = error == nil && !builder.problems.contains { $0.kind == .secondDocument }
        if !isSound, removeStrayMarks() {
            builder = YAMLBuilder(source)
            error = parse(source.textStart..<text.count, &builder)
        }
        guard let error else { return tree(&builder) }
        return read(FileParts(source, text), after: error)
    }

    /// Reads each part alone.
    ///
    /// - Parameter error: why the file cannot be read as a whole.
    private mutating func read(_ parts: FileParts, after error: YAMLProblem) -> YAMLTree? {
        guard !parts.all.isEmpty else {
            problems.append(error)
            return nil
        }
        allowRereading()
        var builder = YAMLBuilder(source)
        var isIncomplete = false
        var isInItems = false
        var damaged: [Range<Int>] = []
        builder.begin(.mapping, after: 0)
        for part in parts.all {
            if isInItems, part.kind != .item {
                builder.end()
                isInItems = false
            }
            let start = source.codePoints(before: part.range.lowerBound)
            if case .key(let key, hasItems: true) = part.kind {
                builder.addKey(text[key], after: start)
                builder.begin(.sequence, after: start)
                isInItems = true
                continue
            }
            guard let error = parse(part.range, &builder, as: part.kind == .item ? .sequence : .mapping) else {
                continue
            }
            problems.append(error)
            damaged.append(part.range)
            isIncomplete = isIncomplete || part.mayHoldKeys
            if case .key(let key, _) = part.kind { builder.addKey(text[key], after: start) }
            if part.kind != .head { builder.addUnknown(after: start) }
        }
        if isInItems { builder.end() }
        builder.end()
        if let error = errorBetween(damaged, error) { problems.append(error) }
        for range in damaged { source.hide(range, exceptWords: Language.words) }
        if let mark = parts.secondDocument { problems.append(YAMLProblem(kind: .secondDocument, range: mark)) }
        return tree(&builder, isIncomplete: isIncomplete)
    }

    /// The error of the file as a whole when its damaged parts are left out: the indentation of parts may differ.
    private mutating func errorBetween(_ damaged: [Range<Int>], _ error: YAMLProblem) -> YAMLProblem? {
        guard !damaged.isEmpty else { return error }
        var rest = self
        for range in damaged { rest.overwrite(range, with: UInt8(ascii: " ")) }
        var builder = YAMLBuilder(source)
        defer { bytesParsed = rest.bytesParsed }
        return rest.parse(source.textStart..<text.count, &builder)
    }

    private mutating func tree(_ builder: inout YAMLBuilder, isIncomplete: Bool = false) -> YAMLTree {
        for offset in refused { builder.makeUnknown(at: source.codePoints(before: offset)) }
        problems += builder.problems
        notKept += builder.problemsNotKept
        if let second = problems.last(where: { $0.kind == .secondDocument }) {
            source.hide(second.range.upperBound..<text.count, exceptWords: Language.words)
        }
        return YAMLTree(source: source, nodes: builder.nodes, text: builder.text, isIncomplete: isIncomplete)
    }

    /// Reads a stretch of the text, in spite of single characters that YAML refuses.
    private mutating func parse(
        _ range: Range<Int>, _ builder: inout YAMLBuilder, as part: YAMLNode.Kind? = nil
    ) -> YAMLProblem? {
        let base = source.codePoints(before: range.lowerBound)
        while true {
            let bytes = hasFillers ? text[range].filter { $0 != Self.filler }[...] : text[range]
            bytesParsed += range.count
            guard let error = builder.read(bytes, after: base, as: part) else { return nil }
            guard repair(error) else { return error }
        }
    }

    // MARK: Single characters

    /// Allows to read the text eight times because of single characters, so that the work stays in proportion to its size.
    private mutating func allowRereading() { bytesAllowed = bytesParsed + 8 * text.count }

    /// Makes the text readable where one character is all that is wrong.
    private mutating func repair(_ error: YAMLProblem) -> Bool {
        let isLate = bytesParsed > bytesAllowed
        switch error.kind {
        case .tabIndentation:
            let line = source.line(source.position(at: error.range.lowerBound).line)
            guard removeTabs(in: line) else { return false }
            // In a text over several lines such a line may be meant; with many of them that is not looked at.
            if isLate { for line in Lines(source.bytes) { _ = removeTabs(in: line) } }
            return true
        case .notYAML("found character that cannot start any token", _, _):
            guard !isLate, "@`%".utf8.contains(text[error.range.lowerBound]) else { return false }
            problems.append(error)
            refuse(error.range)
            return true
        default: return false
        }
    }

    /// Indents a line with spaces that has nothing but blanks, or a comment: then a tab does no harm.
    private mutating func removeTabs(in line: Range<Int>) -> Bool {
        let indentation = text[line].prefix(while: ASCII.isBlank)
        guard indentation.contains(UInt8(ascii: "\t")),
            indentation.endIndex == line.upperBound || text[indentation.endIndex] == UInt8(ascii: "#")
        else { return false }
        overwrite(indentation.indices, with: UInt8(ascii: " "))
        return true
    }

    /// Removes each line `---` that has something indented below it: no document begins there.
    private mutating func removeStrayMarks() -> Bool {
        var mark: Range<Int>?
        var hasContent = false
        let count = problems.count
        for line in Lines(source.bytes) {
            let content = text[line].drop(while: ASCII.isBlank)
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            if let stray = mark, content.startIndex > line.lowerBound {
                problems.append(YAMLProblem(kind: .strayDocumentMark, range: stray))
                overwrite(stray, with: UInt8(ascii: " "))
            }
            let isMark = text[line].starts(with: "---".utf8) && text[line].dropFirst(3).allSatisfy(ASCII.isBlank)
            mark = isMark && hasContent ? line.lowerBound..<line.lowerBound + 3 : nil
            hasContent = hasContent || !isMark
        }
        return problems.count > count
    }
}
