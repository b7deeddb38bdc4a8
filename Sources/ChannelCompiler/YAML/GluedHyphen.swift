/// A hyphen of a list without a space behind it, as in `-id: support`, or a dash in its place. The item is still one.
enum GluedHyphen {
    private static let hyphen = Array("-".utf8)
    private static let dashes = [Array("–".utf8), Array("—".utf8)]

    /// The item whose hyphen is behind an error: the parser notices it in the line below.
    static func find(_ error: SyntaxError, in lines: TextLines) -> Slip? {
        guard let line = lines.lastLine(upTo: lines.line(at: error.suspect).number) else { return nil }
        return slip(line, lines) ?? lines.lastLine(upTo: line.number - 1).flatMap { slip($0, lines) }
    }

    private static func slip(_ line: TextLines.Line, _ lines: TextLines) -> Slip? {
        let content = lines.text[line.content..<line.range.upperBound]
        guard line.hyphens.isEmpty, !line.isTabbed,
            let dash = (dashes + [hyphen]).first(where: { content.starts(with: $0) })
        else { return nil }
        let behind = content.dropFirst(dash.count)
        let key = behind.drop { $0 == UInt8(ascii: " ") }
        guard lines.isKey(key.startIndex, line.range) else { return nil }
        let isGlued = key.startIndex == behind.startIndex
        let next = lines.firstLine(below: line.number).map(\.indentation) ?? 0
        let column = line.indentation
        return Slip(
            problem: YAMLProblem(
                kind: .gluedHyphen(isDash: dash != hyphen, isGlued: isGlued), range: line.content..<behind.startIndex),
            parts: [
                LeftOut(
                    kind: .itemContent, range: line.content..<line.range.upperBound,
                    column: next > column ? next : column + 2, mark: (line.content, hyphen[0]))
            ])
    }
}
