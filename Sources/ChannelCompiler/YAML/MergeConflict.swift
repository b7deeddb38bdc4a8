/// A conflict that a merge has left in the file. Its first side is read.
enum MergeConflict {
    /// How many lines of a conflict are looked at in either direction; a hostile file has nothing but marks.
    private static let reach = 20_000
    private static let (start, base, middle, end) = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

    /// The conflict that an error stands at; nil when it stands at none.
    static func find(_ error: SyntaxError, in lines: TextLines) -> Slip? {
        for place in [error.suspect, error.problem.range.lowerBound] {
            let line = lines.line(at: place)
            if [start, base, middle, end].contains(where: { lines.isMark($0, line.number) }) {
                return slip(line.number, lines)
            }
        }
        return nil
    }

    private static func slip(_ number: Int, _ lines: TextLines) -> Slip {
        func part(_ first: Int, _ last: Int) -> LeftOut {
            LeftOut(
                kind: .entry, range: lines.line(first).range.lowerBound..<lines.line(last).range.upperBound, column: 0)
        }
        let first = stride(from: number, through: max(1, number - reach), by: -1).first { lines.isMark(start, $0) }
        let last = lines.numbers(from: number).prefix(reach).first { lines.isMark(end, $0) }
        if let first, let last,
            let other = (first..<last).first(where: { lines.isMark(base, $0) || lines.isMark(middle, $0) })
        {
            let mark = lines.line(first).range.lowerBound
            return Slip(
                problem: YAMLProblem(
                    kind: .mergeConflict(end: lines.line(last).range.lowerBound), range: mark..<mark + start.utf8.count),
                parts: [part(first, first), part(other, last)])
        }
        // What is left of one.
        let mark = lines.line(number).range.lowerBound
        return Slip(
            problem: YAMLProblem(kind: .mergeConflict(end: nil), range: mark..<mark + start.utf8.count),
            parts: [part(number, number)])
    }
}

extension TextLines {
    /// Whether a line begins with a mark of a merge conflict.
    fileprivate func isMark(_ mark: String, _ number: Int) -> Bool {
        let bytes = text[line(number).range]
        return bytes.starts(with: mark.utf8)
            && (bytes.count == mark.utf8.count || bytes.dropFirst(mark.utf8.count).first == UInt8(ascii: " "))
    }
}
