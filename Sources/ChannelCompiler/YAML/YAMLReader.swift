import Diagnostics
import Text

/// Reads a file as YAML.
///
/// libyaml stops at the first syntax error. Then each part of the file (``FileParts``) is read alone, and the file again
/// without those that have a syntax error: their values are unknown. No conclusion is drawn from what is inside them.
struct YAMLReader {
    /// The largest file, in bytes.
    static let maximumSize = 16 * 1024 * 1024
    /// How deep collections may be nested.
    static let maximumDepth = 32
    /// More stretches that are not UTF-8 are another encoding, not a mistake in one place.
    private static let maximumInvalid = 100
    /// A byte that UTF-8 never has.
    private static let filler: UInt8 = 0xFF

    private let source: SourceText
    private var problems: [YAMLProblem] = []
    /// The file with other characters over what libyaml need not or cannot read. A character of several bytes becomes one
    /// and fillers, since libyaml counts characters and this program counts bytes.
    private var text: [UInt8]
    private var hasFillers = false
    /// The places of refused characters and of what stands for parts left out. The values there are unknown.
    private var unknown: [Int] = []
    /// Whether a part left out may hold keys of the top level.
    private var isIncomplete = false
    private var bytesParsed = 0

    private init(_ source: SourceText) {
        self.source = source
        text = source.bytes
    }

    struct Result {
        /// The tree; nil when nothing can be read.
        var tree: YAMLTree?
        var problems: [YAMLProblem]
        /// How many more errors there are than are kept.
        var notKept = 0
        /// How many bytes were given to libyaml, each as often as it was.
        var bytesParsed: Int
    }

    static func read(_ source: SourceText) -> Result {
        var reader = YAMLReader(source)
        var builder = YAMLBuilder(source)
        let isReadable = reader.inspectBytes() && reader.read(&builder)
        var result = Result(problems: reader.problems, bytesParsed: reader.bytesParsed)
        guard isReadable else { return result }
        result.problems += builder.problems
        result.notKept = builder.problemsNotKept
        for offset in reader.unknown { builder.makeUnknown(at: source.codePoints(before: offset)) }
        result.tree = YAMLTree(
            source: source, nodes: builder.nodes, text: builder.text, isIncomplete: reader.isIncomplete)
        return result
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
        if let offset = source.bytes.firstIndex(of: 0x0D) {
            problems.append(YAMLProblem(kind: .carriageReturns, range: offset..<offset + 1))
        }
        let spaces = ForeignSpaces.find(source)
        problems += spaces.prefix(Report.limit).map { YAMLProblem(kind: .foreignSpace, range: $0) }
        for range in spaces { overwrite(range, with: UInt8(ascii: " ")) }
        let invalid = Self.invalidUTF8(source.bytes)
        guard !invalid.isEmpty else { return true }
        // Text in another encoding, such as UTF-16, makes no sense as YAML.
        let isForeign = invalid.count > Self.maximumInvalid || source.bytes.contains(0)
        let isOnlyInvalid = invalid.reduce(0) { $0 + $1.count } == source.bytes.count { $0 > 0x7F }
        // One problem says it all where the whole file is in another encoding.
        let reported = isForeign || isOnlyInvalid ? invalid.prefix(1) : invalid[...]
        problems += reported.map { YAMLProblem(kind: .invalidUTF8, range: $0) }
        for range in invalid { refuse(range) }
        return !isForeign
    }

    /// The stretches of bytes that are not UTF-8; at most one more than ``maximumInvalid``.
    static func invalidUTF8(_ bytes: [UInt8]) -> [Range<Int>] {
        var invalid: [Range<Int>] = []
        var start = 0
        while invalid.count <= maximumInvalid {
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.span.extracting(start...))
                break
            } catch {
                let range = start + error.byteOffsets.lowerBound..<start + error.byteOffsets.upperBound
                let last = invalid.last.flatMap { $0.upperBound == range.lowerBound ? invalid.popLast() : nil }
                invalid.append((last ?? range).lowerBound..<range.upperBound)
                start = range.upperBound
            }
        }
        return invalid
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
        unknown.append(range.lowerBound)
        // A letter, so that a value that begins with it, or has nothing else, is still one.
        overwrite(range, with: UInt8(ascii: "x"))
    }

    // MARK: Reading

    /// - Returns: whether anything can be read.
    private mutating func read(_ builder: inout YAMLBuilder) -> Bool {
        let whole = source.textStart..<text.count
        var error = parse(whole, &builder)
        let isSound = error == nil && !builder.problems.contains { $0.kind == .secondDocument }
        if !isSound, removeStrayMarks() { error = parse(whole, &builder) }
        guard error != nil else { return true }
        var parts = FileParts(source, text)
        if leaveOutDamaged(&parts) { error = parse(whole, &builder) }
        // The indentation of parts may differ.
        while let found = error {
            // Where the part is left out already, the one before it is indented wrongly.
            guard let place = parts.index(at: found.range.lowerBound), !isLate,
                let index = parts.all[...place].suffix(2).lastIndex(where: { !$0.isLeftOut })
            else {
                problems.append(found)
                return false
            }
            if index == place { problems.append(found) }
            leaveOut(index, &parts)
            error = parse(whole, &builder)
        }
        return true
    }

    /// Reads each part alone, and leaves out those that cannot be read.
    ///
    /// - Returns: whether there are any.
    private mutating func leaveOutDamaged(_ parts: inout FileParts) -> Bool {
        var damaged: [Int] = []
        for (index, part) in parts.all.enumerated() {
            var builder = YAMLBuilder(source, capacity: part.range.count)
            let isItem = if case .item = part.kind { true } else { false }
            guard let error = parse(part.range, &builder, as: isItem ? .sequence : .mapping) else { continue }
            problems.append(error)
            damaged.append(index)
            parts.all[index].isLeftOut = true
        }
        for index in damaged { leaveOut(index, &parts) }
        return !damaged.isEmpty
    }

    /// Puts an empty value in the place of a part.
    private mutating func leaveOut(_ index: Int, _ parts: inout FileParts) {
        parts.all[index].isLeftOut = true
        isIncomplete = isIncomplete || parts.all[index].mayHoldKeys
        let range = parts.all[index].range
        overwrite(range, with: UInt8(ascii: " "))
        switch parts.all[index].kind {
        case .head: break
        case .key(let end):
            text.replaceSubrange(range.lowerBound..<end, with: source.bytes[range.lowerBound..<end])
            if !parts.hasItems(index) { unknown.append(end - 1) }
        case .item(let own):
            // In the line of the other items' hyphens.
            let columns = parts.all.lazy.compactMap { part -> Int? in
                if !part.isLeftOut, case .item(let column) = part.kind { column } else { nil }
            }
            let hyphen = range.lowerBound + (columns.first ?? own)
            text[hyphen] = UInt8(ascii: "-")
            unknown.append(hyphen)
        }
    }

    /// Reads a stretch of the text, in spite of single characters that YAML refuses.
    ///
    /// - Parameter kind: what a part must be.
    private mutating func parse(
        _ range: Range<Int>, _ builder: inout YAMLBuilder, as kind: YAMLNode.Kind? = nil
    ) -> YAMLProblem? {
        while true {
            let bytes = hasFillers ? text[range].filter { $0 != Self.filler }[...] : text[range]
            bytesParsed += range.count
            guard let error = builder.read(bytes, after: source.codePoints(before: range.lowerBound), as: kind) else {
                return nil
            }
            guard repair(error) else { return error }
        }
    }

    // MARK: Single characters

    /// Whether the text has been read so often that it is not read again for the sake of single characters: the work stays
    /// in proportion to its size.
    private var isLate: Bool { bytesParsed > 12 * text.count }

    /// Makes the text readable where one character is all that is wrong.
    private mutating func repair(_ error: YAMLProblem) -> Bool {
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
