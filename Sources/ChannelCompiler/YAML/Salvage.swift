import Diagnostics

/// Reads a file in spite of its syntax errors.
///
/// libyaml stops at the first one. The entry that has it is then left out of the text and the text is read again, until
/// it can be read to its end; so one run shows what is wrong everywhere. Leaving out means writing spaces over it, so
/// every place stays where it is. What must not be concluded from the gaps is the business of ``LostParts``.
struct Salvage {
    /// How many parts are left out before the rest is not read any more.
    static let maximumParts = 100
    /// How many bytes are read in vain before the rest is not read any more: a file of megabytes must not be read a
    /// hundred times.
    static let maximumBytesInVain = 128 * 1024 * 1024

    /// Everything that stood out.
    private(set) var problems: [YAMLProblem] = []
    /// How many errors more there were than are kept.
    private(set) var problemsNotKept = 0
    private let source: SourceText
    /// The file with spaces over what was left out. A character of several bytes becomes a space and fillers, since
    /// libyaml counts characters and everybody else bytes.
    private var text: [UInt8]
    private var hasFillers = false
    private var parts: [LeftOut] = []
    private let bytesInVainAllowed: Int
    private var bytesInVain = 0
    private var partsInVain = 0
    private var hasStopped = false

    /// A byte that UTF-8 never has.
    static let filler: UInt8 = 0xFF

    /// - Parameters:
    ///   - invalid: the stretches of the file that are not UTF-8; they are left out from the beginning.
    ///   - spaces: the stretches that are read as spaces.
    init(
        _ source: SourceText, invalid: [Range<Int>] = [], spaces: [Range<Int>] = [],
        bytesInVain allowed: Int = maximumBytesInVain
    ) {
        self.source = source
        bytesInVainAllowed = allowed
        text = source.bytes
        for range in spaces { blank(range) }
        for range in invalid {
            leaveOut(LeftOut(kind: .character, range: range, column: nil))
            // Letters, so that a value that begins with such bytes, or has no others, is still one.
            for index in range where text[index] == UInt8(ascii: " ") { text[index] = UInt8(ascii: "x") }
        }
    }

    /// Writes spaces over a stretch. Line breaks stay.
    private mutating func blank(_ range: Range<Int>) {
        for index in range where text[index] != UInt8(ascii: "\n") && text[index] != UInt8(ascii: "\r") {
            let isInside = text[index] & 0xC0 == 0x80 || text[index] == Self.filler
            text[index] = isInside ? Self.filler : UInt8(ascii: " ")
            hasFillers = hasFillers || isInside
        }
    }

    /// The tree of what can be read; nil when that is nothing.
    mutating func read() -> YAMLTree? {
        while true {
            var pass = YAMLPass(source)
            guard let error = pass.parse(hasFillers ? text.filter { $0 != Self.filler } : text) else {
                if !hasStopped, let mark = strayMark(pass) {
                    problems.append(YAMLProblem(kind: .strayDocumentMark, range: mark.range))
                    leaveOut([mark])
                    continue
                }
                problems += pass.problems
                problemsNotKept = pass.problemsNotKept
                return tree(&pass)
            }
            guard !hasStopped else { return nil }
            let lines = TextLines(source, text)
            let slip = Slip.find(error, in: lines)
            let problem = slip?.problem ?? error.problem
            // The same words at the same place, as at the end of the file, are one message.
            if !problems.contains(problem) { problems.append(problem) }
            bytesInVain += error.bytesRead
            guard let parts = slip?.parts ?? DamagedPart(lines).find(error).map({ [$0] }) else { return nil }
            leaveOut(parts)
        }
    }

    /// A line `---` with something indented below it: it stands inside of something, and no document begins there.
    private func strayMark(_ pass: YAMLPass) -> LeftOut? {
        guard let second = pass.problems.last, second.kind == .secondDocument else { return nil }
        let lines = TextLines(source, text)
        let line = lines.line(at: second.range.lowerBound)
        let behind = text[second.range.upperBound..<max(second.range.upperBound, line.range.upperBound)]
        guard second.range.count == 3, behind.allSatisfy({ $0 == UInt8(ascii: " ") }),
            let next = lines.firstLine(below: line.number), next.indentation > 0
        else { return nil }
        return LeftOut(kind: .entry, range: second.range, column: 0)
    }

    private func tree(_ pass: inout YAMLPass) -> YAMLTree? {
        // Of a file of which nothing is left nobody can say what it lacks.
        if !parts.isEmpty, pass.nodes.isEmpty { return nil }
        let lost = LostParts(parts, in: &pass.nodes, of: source)
        return YAMLTree(source: source, nodes: pass.nodes, text: pass.text, lost: lost)
    }

    /// Leaves out what has made a reading vain.
    private mutating func leaveOut(_ parts: [LeftOut]) {
        for part in parts { leaveOut(part) }
        partsInVain += 1
        if let last = parts.last, partsInVain == Self.maximumParts || bytesInVain > bytesInVainAllowed {
            stop(behind: last)
        }
    }

    /// Leaves out the rest of the file, too, and says so.
    private mutating func stop(behind last: LeftOut) {
        hasStopped = true
        let end = last.range.upperBound
        guard let next = TextLines(source, text).firstLine(below: source.position(at: end).line) else { return }
        problems.append(YAMLProblem(kind: .readingStopped, range: next.start..<next.start + 1))
        leaveOut(LeftOut(kind: .entry, range: end..<text.count, column: nil))
    }

    private mutating func leaveOut(_ part: LeftOut) {
        parts.append(part)
        blank(part.range)
        if let mark = part.mark { text[mark.offset] = mark.byte }
    }
}
