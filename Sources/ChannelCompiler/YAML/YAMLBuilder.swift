import CYAML
import Diagnostics

/// Makes a tree's nodes of what libyaml's event parser reads, of a whole file or of one part.
///
/// Nothing is expanded: an alias is a leaf, so a file cannot grow while it is read. Marks count code points; they become
/// bytes, lines and columns only where a problem is reported.
struct YAMLBuilder {
    /// What was found: anchors, aliases, tags, and a second document.
    private(set) var problems: [YAMLProblem] = []
    /// How many more anchors, aliases and tags there were than are kept.
    private(set) var problemsNotKept = 0
    private(set) var nodes = ContiguousArray<YAMLNode>()
    private(set) var text: [UInt8] = []
    private let source: SourceText
    /// The collections that are open.
    private var open: [NodeID] = []
    /// How many code points of the file are before the text that is read.
    private var base = 0
    /// What the text must be in block style, if it is a part of a file.
    private var kind: YAMLNode.Kind?

    /// - Parameter capacity: the most bytes that will be read.
    init(_ source: SourceText, capacity: Int? = nil) {
        self.source = source
        // Enough for every text. Memory that is not written to is only an address; growing would be a copy.
        nodes.reserveCapacity((capacity ?? source.bytes.count) / 2 + 16)
        text.reserveCapacity(capacity ?? source.bytes.count)
    }

    /// Reads a text to its end or to the beginning of a second document, and drops what was read before.
    ///
    /// - Parameters:
    ///   - base: the number of code points before it.
    ///   - kind: what the text must be in block style, if it is a part of a file.
    /// - Returns: the syntax error that stopped libyaml.
    mutating func read(_ bytes: ArraySlice<UInt8>, after base: Int, as kind: YAMLNode.Kind?) -> YAMLProblem? {
        problems = []
        problemsNotKept = 0
        nodes.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        open = []
        self.base = base
        self.kind = kind
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return syntaxError("out of memory", 0..<0) }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        do throws(YAMLProblem) {
            try bytes.withUnsafeBufferPointer { buffer throws(YAMLProblem) in
                yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
                try consume(&parser, buffer)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Makes the scalar unknown that has a character at a place or right beside it.
    mutating func makeUnknown(at codePoint: Int) {
        let last = nodes.firstIndex(sortedBy: { $0.start > codePoint + 1 }) - 1
        if last >= 0, nodes[last].end >= codePoint, nodes[last].isScalar { nodes[last].kind = .unknown }
    }

    // MARK: Events

    private mutating func consume(
        _ parser: inout yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(YAMLProblem) {
        var event = yaml_event_t()
        var documents = 0
        while true {
            guard yaml_parser_parse(&parser, &event) == 1 else { throw explain(parser, bytes) }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                guard documents > 1 else { continue }
                return problems.append(YAMLProblem(kind: .secondDocument, range: range(event)))
            case YAML_SCALAR_EVENT:
                guard kind == nil || !nodes.isEmpty else {
                    throw syntaxError("could not find expected ':'", range(event))
                }
                addScalar(event)
            case YAML_ALIAS_EVENT:
                add(.unknown, event)
                note(event, event.data.alias.anchor, .alias)
            case YAML_SEQUENCE_START_EVENT:
                let data = event.data.sequence_start
                try begin(.sequence, event, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE, data.anchor, data.tag)
            case YAML_MAPPING_START_EVENT:
                let data = event.data.mapping_start
                try begin(.mapping, event, isFlow: data.style == YAML_FLOW_MAPPING_STYLE, data.anchor, data.tag)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                guard let id = open.popLast() else { continue }
                nodes[id].next = UInt32(nodes.count)
                nodes[id].end = UInt32(base + event.end_mark.index)
            default: break
            }
        }
    }

    private mutating func begin(
        _ kind: YAMLNode.Kind, _ event: yaml_event_t, isFlow: Bool, _ anchor: UnsafeMutablePointer<yaml_char_t>?,
        _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) throws(YAMLProblem) {
        guard open.count < YAMLReader.maximumDepth else {
            throw YAMLProblem(kind: .tooDeep, range: character(event.start_mark.index))
        }
        if nodes.isEmpty, let wanted = self.kind, kind != wanted || isFlow {
            let words = wanted == .sequence ? "did not find expected '-' indicator" : "did not find expected key"
            throw syntaxError(words, character(event.start_mark.index))
        }
        open.append(nodes.count)
        add(kind, event)
        nodes[nodes.count - 1].isFlow = isFlow
        note(event, anchor, .anchor)
        note(event, tag, .tag)
    }

    private mutating func addScalar(_ event: yaml_event_t) {
        let scalar = event.data.scalar
        let kind: YAMLNode.Kind =
            switch scalar.style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .quoted
            }
        add(kind, event)
        nodes[nodes.count - 1].textLength = UInt32(scalar.length)
        text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        note(event, scalar.anchor, .anchor)
        note(event, scalar.tag, .tag)
    }

    private mutating func add(_ kind: YAMLNode.Kind, _ event: yaml_event_t) {
        nodes.append(
            YAMLNode(
                start: UInt32(base + event.start_mark.index), end: UInt32(base + event.end_mark.index),
                textStart: UInt32(text.count), next: UInt32(nodes.count + 1), kind: kind))
    }

    /// Records a property of the last node, if it has a name.
    private mutating func note(
        _ event: yaml_event_t, _ name: UnsafeMutablePointer<yaml_char_t>?, _ kind: YAMLProblem.Kind
    ) {
        guard name != nil else { return }
        guard problems.count < Report.limit else {
            problemsNotKept += 1
            return
        }
        // The event begins with its properties. Only the anchor's or the tag's own word is shown.
        let start = range(event).lowerBound
        let word = source.bytes[start...].prefix { $0 > UInt8(ascii: " ") && !",[]{}".utf8.contains($0) }
        problems.append(YAMLProblem(kind: kind, range: start..<word.endIndex))
    }

    // MARK: Errors

    private func explain(_ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>) -> YAMLProblem {
        if parser.error == YAML_READER_ERROR {
            // For a character that it cannot read, libyaml gives the byte and no mark.
            let before = bytes.prefix(parser.problem_offset).count { $0 & 0xC0 != 0x80 }
            return YAMLProblem(kind: .controlCharacter, range: character(before))
        }
        var words = parser.problem.map { String(cString: $0) } ?? "the file cannot be read"
        // People know of keys, not of documents.
        if words == "did not find expected <document start>" { words = "did not find expected key" }
        let place = character(parser.problem_mark.index)
        guard source.bytes[place].first != UInt8(ascii: "\t") else {
            return YAMLProblem(kind: .tabIndentation, range: place)
        }
        guard let context = parser.context.map({ String(cString: $0) }) else { return syntaxError(words, place) }
        let opening = character(parser.context_mark.index)
        // Not the end of the text is of use, but the open quote or bracket; and the key that has no colon.
        let isAtEnd =
            words == "found unexpected end of stream"
            || parser.tokens.head != parser.tokens.tail && parser.tokens.head.pointee.type == YAML_STREAM_END_TOKEN
        let isOpen = isAtEnd && (context.contains("quoted") || context.contains("flow"))
        if isOpen || context == "while scanning a simple key" { return syntaxError(words, opening) }
        return YAMLProblem(
            kind: .notYAML(problem: words, context: context, contextOffset: opening.lowerBound), range: place)
    }

    private func syntaxError(_ words: String, _ range: Range<Int>) -> YAMLProblem {
        YAMLProblem(kind: .notYAML(problem: words, context: nil, contextOffset: nil), range: range)
    }

    private func character(_ codePoint: Int) -> Range<Int> {
        let start = source.offset(ofCodePoint: base + codePoint)
        return start..<source.offset(ofCodePoint: base + codePoint + 1)
    }

    private func range(_ event: yaml_event_t) -> Range<Int> {
        let start = source.offset(ofCodePoint: base + event.start_mark.index)
        return start..<max(start, source.offset(ofCodePoint: base + event.end_mark.index))
    }
}
