/// Finds the smallest part of a text that has to be left out because of a syntax error: a value, the line and what is
/// indented below it, or one item of a list.
///
/// The text is damaged, so its lines and their indentation are all there is to go by. A guess that is wrong costs a part
/// too much, or a second message about the same damage.
struct DamagedPart {
    private typealias Line = TextLines.Line
    private let lines: TextLines
    private var text: [UInt8] { lines.text }

    init(_ lines: TextLines) {
        self.lines = lines
    }

    /// The part that has the error; nil when there is nothing left that could be left out.
    func find(_ error: SyntaxError) -> LeftOut? {
        if let part = suspected(error), hasContent(part.range) { return part }
        // Whatever else is wrong there, the line has to go, or the text would be read the same way for ever.
        guard let line = lines.lastLine(upTo: lines.line(at: error.suspect).number) else { return nil }
        return LeftOut(kind: .entry, range: line.range, column: nil)
    }

    private func hasContent(_ range: Range<Int>) -> Bool {
        text[range].contains { !" \t\r\n".utf8.contains($0) && $0 != Salvage.filler }
    }

    private func suspected(_ error: SyntaxError) -> LeftOut? {
        if error.isCharacter { return character(error) }
        if let start = error.documentStart, let part = part(ofDocument: start, error) { return part }
        guard let line = lines.lastLine(upTo: lines.line(at: error.suspect).number) else { return nil }
        let suspect = line.range.contains(error.suspect) ? error.suspect : line.start
        let isFirstColon = error.isMisplacedColon && line.value ?? .max > suspect
        if isFirstColon, let above = lineWithoutColon(above: line) { return entry(above, at: above.content, error) }
        if isFirstColon || suspect == line.start, let above = oddFirstLine(above: line) {
            return firstLineOfItem(above, lines.openColumns(above: above.number))
                ?? entry(above, at: line.hyphens.isEmpty ? above.content : above.start, error)
        }
        if suspect == line.start, let above = lineThatEndsABlock(above: line) {
            return LeftOut(kind: .entry, range: above.start..<above.range.upperBound, column: nil)
        }
        // The first colon of a line is misplaced when the line goes on with the text above.
        return entry(line, at: isFirstColon ? line.start : suspect, error)
    }

    /// The character, unless the rest of its line is no good without it.
    private func character(_ error: SyntaxError) -> LeftOut {
        let start = error.suspect
        var end = min(start + 1, text.count)
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        let line = lines.line(at: start)
        // At the beginning of a line a gap would indent the rest differently.
        let isFirst = line.content == start && end < line.range.upperBound
        if isFirst, text[end] == UInt8(ascii: "-") { return entry(line, at: start, error) }
        return LeftOut(kind: .character, range: start..<end, mark: isFirst ? (start, UInt8(ascii: "_")) : nil)
    }

    /// What has to go when a document ends before the text does: a directive above the place, or a beginning that is
    /// indented further than the rest, if that is the smaller part.
    private func part(ofDocument start: Int, _ error: SyntaxError) -> LeftOut? {
        let place = error.problem.range.lowerBound
        let line = lines.line(at: place)
        if let above = lines.lastLine(upTo: line.number - 1), text[above.content...].first == UInt8(ascii: "%") {
            return entry(above, at: above.content, error)
        }
        let first = lines.line(at: start)
        guard first.indentation > line.indentation, place - start < text.count - place else { return nil }
        return LeftOut(kind: .entry, range: first.range.lowerBound..<line.range.lowerBound, column: 0)
    }

    // MARK: Lines above the one where the error is noticed

    /// A line such as `name LiveTex`.
    private func lineWithoutColon(above line: Line) -> Line? {
        guard line.hyphens.isEmpty, let above = lines.lastLine(upTo: line.number - 1),
            above.contentColumn <= line.contentColumn, !lines.hasColon(above)
        else { return nil }
        return above
    }

    /// The line above, when it is the first one of its block and the ones below agree on another column: then they are
    /// right.
    private func oddFirstLine(above line: Line) -> Line? {
        guard let above = lines.lastLine(upTo: line.number - 1), above.contentColumn != line.contentColumn,
            let below = lines.firstLine(below: line.number), below.indentation == line.indentation
        else { return nil }
        if !above.hyphens.isEmpty, line.hyphens.isEmpty { return above.indentation == line.indentation ? nil : above }
        let outside = lines.lastLine(upTo: above.number - 1)?.indentation ?? -1
        let isFirst = outside < min(above.indentation, line.indentation)
        return isFirst && above.indentation != line.indentation && above.hyphens.isEmpty == line.hyphens.isEmpty
            ? above : nil
    }

    /// The line above, when it stands further out than its neighbours on both sides, so that it ends a block that goes
    /// on below it.
    private func lineThatEndsABlock(above line: Line) -> Line? {
        guard let above = lines.lastLine(upTo: line.number - 1), above.indentation < line.indentation, !above.isOpenKey,
            above.hyphens.isEmpty
        else { return nil }
        let open = lines.openColumns(above: above.number)
        return (line.hyphens.isEmpty ? open.keys : open.items).contains(line.indentation) ? above : nil
    }

    // MARK: What goes with a line

    /// What has to go of the entry that begins in a line: its value, if the damage is in it, or else all of it.
    private func entry(_ line: Line, at suspect: Int, _ error: SyntaxError) -> LeftOut {
        let open = lines.openColumns(above: line.number)
        let kept = line.hyphens.filter { $0 < suspect }
        let start = kept.count < line.hyphens.count ? line.hyphens[kept.count] : line.content
        let column = start - line.range.lowerBound
        if kept.isEmpty, let part = firstLineOfItem(line, open) { return part }
        // Something without a hyphen at the column of the items has lost it.
        let isAlone = !error.isFlow && isAlone(line, column, open)
        let isItem =
            kept.count < line.hyphens.count
            || (!isAlone && open.items.contains(column) && !open.keys.contains(column))
        let end = isAlone ? line.range.upperBound : end(of: line, column, isItem, open, error.isFlow)
        if !isItem, !line.isTabbed, let value = line.value, value <= suspect, value < line.range.upperBound {
            return LeftOut(kind: .value, range: value..<end, column: value - line.range.lowerBound)
        }
        return LeftOut(
            kind: isItem ? .item : kept.isEmpty ? .entry : .itemContent,
            // A tab before it is as wrong as the rest.
            range: (line.isTabbed && kept.isEmpty ? line.range.lowerBound : start)..<end,
            column: line.isTabbed ? nil : column)
    }

    /// The first line of an item whose hyphen is at a column of its own: with a hyphen at the column of the other items
    /// the lines below can still be read.
    private func firstLineOfItem(_ line: Line, _ open: TextLines.OpenColumns) -> LeftOut? {
        guard !line.hyphens.isEmpty, let value = line.value, let next = lines.firstLine(below: line.number),
            next.hyphens.isEmpty, !next.isTabbed,
            line.isTabbed || !(open.items.contains(line.indentation) || open.keys.contains(line.indentation))
        else { return nil }
        let target =
            open.items.filter { $0 < next.indentation }.max() ?? max(next.indentation - 2, open.keys.min() ?? 0)
        // Before the value all is ASCII, so that a column is a byte.
        guard target < next.indentation, line.range.lowerBound + target < value else { return nil }
        return LeftOut(
            kind: .itemContent, range: line.range, column: next.indentation,
            mark: (line.range.lowerBound + target, UInt8(ascii: "-")))
    }

    /// Whether a line is no key that has lost its colon, such as a note without its `#`: what is indented below it goes
    /// on with what stands above.
    private func isAlone(_ line: Line, _ column: Int, _ open: TextLines.OpenColumns) -> Bool {
        guard line.hyphens.isEmpty, !lines.hasColon(line), let next = lines.firstLine(below: line.number),
            next.indentation > column, !"]}".utf8.contains(text[line.content])
        else { return false }
        if let above = lines.lastLine(upTo: line.number - 1), above.indentation >= column,
            above.contentColumn < next.indentation, above.isOpenKey || isTextBelow(above)
        {
            return true
        }
        guard (next.hyphens.isEmpty ? open.keys : open.items).contains(next.indentation) else { return false }
        let words = text[line.content..<line.range.upperBound].split(separator: UInt8(ascii: " "))
        return words.count > 1 || !open.keys.contains(column) || open.outside(next.indentation) != column
    }

    /// Whether a line is a key whose text stands below, behind `|` or `>`.
    private func isTextBelow(_ line: Line) -> Bool {
        line.value.map { $0 < line.range.upperBound && "|>".utf8.contains(text[$0]) } ?? false
    }

    /// Where the entry ends that begins in a line.
    private func end(
        of first: Line, _ column: Int, _ isItem: Bool, _ open: TextLines.OpenColumns, _ isFlow: Bool
    ) -> Int {
        let isOdd = first.isTabbed || !(isItem ? open.items : open.keys).contains(column)
        var end = first.range.upperBound
        guard let second = lines.firstLine(below: first.number) else { return end }
        // What a key at a column of its own has below it is told by the first line there.
        let isParent = isOdd && !isItem && first.isOpenKey && second.indentation > open.keys.min() ?? -1
        var next = Optional(second)
        while let line = next {
            let isInside =
                if isParent {
                    line.indentation >= second.indentation
                } else if first.isTabbed {
                    line.isTabbed && line.indentation > first.indentation
                } else if line.indentation > column {
                    // A line at a column of the lines above belongs to those.
                    !isOdd
                        || !(line.hyphens.isEmpty
                            ? !isItem && open.keys.contains(line.indentation)
                            : open.items.contains(line.indentation))
                } else {
                    line.indentation == first.indentation && isTail(line, of: first, isFlow)
                }
            guard isInside || (isFlow && isNote(line, inside: column)) else { break }
            end = line.range.upperBound
            next = lines.firstLine(below: line.number)
        }
        return end
    }

    /// Whether brackets go on below a line that is no entry.
    private func isNote(_ line: Line, inside column: Int) -> Bool {
        line.hyphens.isEmpty && !lines.hasColon(line) && lines.firstLine(below: line.number)?.indentation ?? -1 > column
    }

    /// Whether a line at the same column still belongs to an entry: a closing bracket, or the items of a list below its
    /// key.
    private func isTail(_ line: Line, of first: Line, _ isFlow: Bool) -> Bool {
        if line.hyphens.isEmpty { return isFlow && "]}".utf8.contains(text[line.content]) }
        return first.hyphens.isEmpty && first.isOpenKey
    }
}
