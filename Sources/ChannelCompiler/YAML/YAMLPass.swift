import CYAML
import Diagnostics

/// One reading of a text with libyaml's event parser, to its end or to the first syntax error.
///
/// Events become a tree at once. Nothing is expanded: an alias is a leaf, so a file cannot grow while it is read. Marks
/// count code points; they become bytes, lines and columns only where a problem is reported.
struct YAMLPass {
    /// What stood out.
    private(set) var problems: [YAMLProblem] = []
    /// How many more there were; all of them errors.
    private(set) var problemsNotKept = 0
    /// The tree's nodes and the text of its scalars; see ``YAMLTree``.
    var nodes = ContiguousArray<YAMLNode>()
    private(set) var text = ContiguousArray<UInt8>()
    private var open: [NodeID] = []
    /// Where a collection begins that is nested too deep.
    private var tooDeep: Int?
    private let source: SourceText

    init(_ source: SourceText) {
        self.source = source
    }

    /// Reads a text.
    ///
    /// - Parameter bytes: the file's text, or one with the same number of characters before each place and spaces over
    ///   some of them.
    /// - Returns: why it could not be read to its end.
    mutating func parse(_ bytes: [UInt8]) -> SyntaxError? {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            return SyntaxError(problem: Self.notYAML("out of memory", at: 0..<0), suspect: 0, bytesRead: 0)
        }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        // Enough for every text. Memory that is not written to is only an address; growing would be a copy.
        nodes.reserveCapacity(bytes.count / 2 + 16)
        text.reserveCapacity(bytes.count)
        return bytes.withUnsafeBufferPointer { buffer in
            let content = UnsafeBufferPointer(rebasing: buffer[source.textStart...])
            yaml_parser_set_input_string(&parser, content.baseAddress, content.count)
            return consume(&parser) ? nil : explain(parser, content)
        }
    }

    /// Turns events into nodes; false at an error.
    private mutating func consume(_ parser: inout yaml_parser_t) -> Bool {
        var event = yaml_event_t()
        var documents = 0
        while true {
            guard yaml_parser_parse(&parser, &event) == 1 else { return false }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return true
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                if documents > 1 {
                    let start = source.offset(ofCodePoint: event.start_mark.index)
                    let end = source.offset(ofCodePoint: event.end_mark.index)
                    problems.append(YAMLProblem(kind: .secondDocument, range: start..<max(start, end)))
                    return true
                }
            case YAML_SCALAR_EVENT: addScalar(event)
            case YAML_ALIAS_EVENT:
                add(.unknown, event)
                note(event, event.data.alias.anchor, YAMLProblem.Kind.alias)
            case YAML_SEQUENCE_START_EVENT:
                guard begin(.sequence, event, isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
                else {
                    return false
                }
                note(event, event.data.sequence_start.anchor, YAMLProblem.Kind.anchor)
                note(event, event.data.sequence_start.tag, YAMLProblem.Kind.tag)
            case YAML_MAPPING_START_EVENT:
                guard begin(.mapping, event, isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE) else {
                    return false
                }
                note(event, event.data.mapping_start.anchor, YAMLProblem.Kind.anchor)
                note(event, event.data.mapping_start.tag, YAMLProblem.Kind.tag)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                if let id = open.popLast() {
                    nodes[id].next = UInt32(nodes.count)
                    nodes[id].end = UInt32(event.end_mark.index)
                }
            default: break
            }
        }
    }

    private mutating func addScalar(_ event: yaml_event_t) {
        let scalar = event.data.scalar
        let kind: YAMLNode.Kind =
            switch scalar.style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .quoted
            }
        let start = text.count
        text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        add(kind, event)
        nodes[nodes.count - 1].textStart = UInt32(start)
        nodes[nodes.count - 1].textLength = UInt32(scalar.length)
        if scalar.anchor != nil { note(event, scalar.anchor, YAMLProblem.Kind.anchor) }
        if scalar.tag != nil { note(event, scalar.tag, YAMLProblem.Kind.tag) }
    }

    private mutating func begin(_ kind: YAMLNode.Kind, _ event: yaml_event_t, isFlow: Bool) -> Bool {
        guard open.count < YAMLReader.maximumDepth else {
            tooDeep = source.offset(ofCodePoint: event.start_mark.index)
            return false
        }
        open.append(nodes.count)
        add(kind, event)
        nodes[nodes.count - 1].isFlow = isFlow
        return true
    }

    private mutating func add(_ kind: YAMLNode.Kind, _ event: yaml_event_t) {
        nodes.append(
            YAMLNode(
                start: UInt32(event.start_mark.index), end: UInt32(event.end_mark.index), textStart: 0, textLength: 0,
                next: UInt32(nodes.count + 1), kind: kind, isFlow: false))
    }

    /// Takes down a property of a node, such as its anchor.
    private mutating func note(
        _ event: yaml_event_t, _ name: UnsafeMutablePointer<yaml_char_t>?, _ kind: (String) -> YAMLProblem.Kind
    ) {
        guard let name else { return }
        guard problems.count < Report.limit else {
            problemsNotKept += 1
            return
        }
        let start = source.offset(ofCodePoint: event.start_mark.index)
        // The event begins with its properties; the anchor's or the tag's own word is what is shown.
        var end = start
        while end < source.bytes.count, source.bytes[end] > UInt8(ascii: " "), !",[]{}".utf8.contains(source.bytes[end])
        {
            end += 1
        }
        problems.append(YAMLProblem(kind: kind(String(cString: name)), range: start..<end))
    }

    // MARK: Errors

    private func explain(_ parser: yaml_parser_t, _ content: UnsafeBufferPointer<UInt8>) -> SyntaxError {
        func error(_ problem: YAMLProblem) -> SyntaxError {
            SyntaxError(problem: problem, suspect: problem.range.lowerBound, bytesRead: parser.offset)
        }
        if let tooDeep {
            return suspecting(error(YAMLProblem(kind: .tooDeep, range: character(tooDeep))), "")
        }
        let words = parser.problem.map { String(cString: $0) } ?? "the file cannot be read"
        guard parser.error != YAML_READER_ERROR else {
            // The reader knows bytes of its text only; code points are the same in the file.
            let before = content.prefix(parser.problem_offset).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            return error(
                YAMLProblem(kind: .controlCharacter, range: character(source.offset(ofCodePoint: before))))
        }
        let place = character(source.offset(ofCodePoint: parser.problem_mark.index))
        let context = parser.context.map { String(cString: $0) }
        let contextOffset = context.map { _ in source.offset(ofCodePoint: parser.context_mark.index) }
        if source.bytes[place].first == UInt8(ascii: "\t") {
            return suspecting(error(YAMLProblem(kind: .tabIndentation, range: place)), context ?? "", contextOffset)
        }
        let kind = YAMLProblem.Kind.notYAML(problem: words, context: context, contextOffset: contextOffset)
        var found = error(YAMLProblem(kind: kind, range: place))
        if words == "did not find expected <document start>" {
            found.documentStart = nodes.first.map { source.offset(ofCodePoint: Int($0.start)) }
        }
        return suspecting(found, context ?? "", contextOffset)
    }

    /// Adds to an error where the damage begins, by what was open when it was noticed.
    private func suspecting(_ error: SyntaxError, _ context: String, _ contextOffset: Int? = nil) -> SyntaxError {
        var error = error
        // A block collection begins far above its faulty entry. Of what is scanned the beginning counts, except for a
        // plain text, which goes on in the next line whenever it can.
        let isScanned = context.hasPrefix("while scanning") && !context.contains("plain scalar")
        if let contextOffset, isScanned || context.contains("flow") || context.contains("quoted") {
            error.suspect = min(error.suspect, contextOffset)
            error.isFlow = context.contains("flow")
        }
        // A quote that should have been closed lines above ends where the next one begins.
        if let last = nodes.last, last.kind == .quoted {
            let start = source.offset(ofCodePoint: Int(last.start))
            let end = source.offset(ofCodePoint: Int(last.end))
            let lines = (source.position(at: start).line, source.position(at: end).line)
            if lines.0 < lines.1, lines.1 == source.position(at: error.suspect).line { error.suspect = start }
        }
        if let flow = open.first(where: { nodes[$0].isFlow }) {
            error.suspect = min(error.suspect, source.offset(ofCodePoint: Int(nodes[flow].start)))
            error.isFlow = true
        }
        return error
    }

    private func character(_ offset: Int) -> Range<Int> { offset..<min(offset + 1, source.bytes.count) }

    private static func notYAML(_ words: String, at range: Range<Int>) -> YAMLProblem {
        YAMLProblem(kind: .notYAML(problem: words, context: nil, contextOffset: nil), range: range)
    }
}
