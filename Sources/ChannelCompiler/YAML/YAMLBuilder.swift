import CYAML
import Diagnostics

/// Makes a tree's nodes of what libyaml's event parser reads, of a whole file or of its parts one after the other.
///
/// Nothing is expanded: an alias is a leaf, so a file cannot grow while it is read. Marks count code points; they become
/// bytes, lines and columns only where a problem is reported.
struct YAMLBuilder {
    /// What was found: anchors, aliases, tags, and a second document.
    private(set) var problems: [YAMLProblem] = []
    /// How many more anchors, aliases and tags there were than are kept.
    private(set) var problemsNotKept = 0
    private(set) var nodes = ContiguousArray<YAMLNode>()
    private(set) var text = ContiguousArray<UInt8>()
    private let source: SourceText
    /// The collections that are open; nil for the one around a part, which has no node.
    private var open: [NodeID?] = []
    /// How many code points of the file are before the text that is read.
    private var base = 0
    private var isPart = false

    init(_ source: SourceText) {
        self.source = source
        // Enough for every text. Memory that is not written to is only an address; growing would be a copy.
        nodes.reserveCapacity(source.bytes.count / 2 + 16)
        text.reserveCapacity(source.bytes.count)
    }

    /// Reads a text to its end or to the beginning of a second document.
    ///
    /// - Parameters:
    ///   - base: the number of code points before it.
    ///   - part: nil for a file. For a part, the kind of the collection that it must be; its children are added to the
    ///     open collection.
    /// - Returns: the syntax error that stopped libyaml. What was read before it is dropped.
    mutating func read(_ bytes: ArraySlice<UInt8>, after base: Int, as part: YAMLNode.Kind? = nil) -> YAMLProblem? {
        let before = (problems.count, problemsNotKept, nodes.count, text.count, open.count)
        self.base = base
        isPart = part != nil
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return syntaxError("out of memory", 0..<0) }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        do throws(YAMLProblem) {
            try bytes.withUnsafeBufferPointer { buffer throws(YAMLProblem) in
                yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
                try consume(&parser, buffer, part)
            }
            return nil
        } catch {
            problems.removeLast(problems.count - before.0)
            problemsNotKept = before.1
            nodes.removeLast(nodes.count - before.2)
            text.removeLast(text.count - before.3)
            open.removeLast(open.count - before.4)
            return error
        }
    }

    // MARK: Parts

    /// Opens a block collection that parts are read into.
    mutating func begin(_ kind: YAMLNode.Kind, after codePoints: Int) {
        open.append(nodes.count)
        add(kind, codePoints, codePoints)
    }

    /// Closes the collection that was opened last.
    mutating func end() {
        guard let last = open.popLast(), let id = last else { return }
        nodes[id].next = UInt32(nodes.count)
        nodes[id].end = nodes[nodes.count - 1].end
    }

    /// Adds a key that was found without libyaml.
    mutating func addKey(_ bytes: ArraySlice<UInt8>, after codePoints: Int) {
        add(.plain, codePoints, codePoints + bytes.count { $0 & 0xC0 != 0x80 })
        nodes[nodes.count - 1].textLength = UInt32(bytes.count)
        text.append(contentsOf: bytes)
    }

    /// Adds a value that is not known.
    mutating func addUnknown(after codePoints: Int) { add(.unknown, codePoints, codePoints) }

    /// Makes the scalar unknown that has a character at a place or right beside it.
    mutating func makeUnknown(at codePoint: Int) {
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].start <= codePoint + 1 { low = middle + 1 } else { high = middle }
        }
        guard low > 0, nodes[low - 1].end >= codePoint, nodes[low - 1].isScalar else { return }
        nodes[low - 1].kind = .unknown
    }

    // MARK: Events

    private mutating func consume(
        _ parser: inout yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>, _ part: YAMLNode.Kind?
    ) throws(YAMLProblem) {
        var event = yaml_event_t()
        var documents = 0
        let depth = open.count
        while true {
            guard yaml_parser_parse(&parser, &event) == 1 else { throw explain(parser, bytes) }
            defer { yaml_event_delete(&event) }
            // At a part's own collection, or something else in its place.
            let root = open.count == depth ? part : nil
            switch event.type {
            case YAML_STREAM_END_EVENT: return
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                guard documents > 1 else { continue }
                let problem = YAMLProblem(kind: .secondDocument, range: range(event))
                guard part == nil else { throw problem }
                problems.append(problem)
                return
            case YAML_SCALAR_EVENT:
                guard root == nil else { throw syntaxError("could not find expected ':'", range(event)) }
                addScalar(event)
            case YAML_ALIAS_EVENT:
                add(.unknown, event)
                note(event, event.data.alias.anchor, YAMLProblem.Kind.alias)
            case YAML_SEQUENCE_START_EVENT:
                let data = event.data.sequence_start
                try begin(.sequence, event, data.style == YAML_FLOW_SEQUENCE_STYLE, root)
                note(event, data.anchor, YAMLProblem.Kind.anchor)
                note(event, data.tag, YAMLProblem.Kind.tag)
            case YAML_MAPPING_START_EVENT:
                let data = event.data.mapping_start
                try begin(.mapping, event, data.style == YAML_FLOW_MAPPING_STYLE, root)
                note(event, data.anchor, YAMLProblem.Kind.anchor)
                note(event, data.tag, YAMLProblem.Kind.tag)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                guard let last = open.popLast(), let id = last else { continue }
                nodes[id].next = UInt32(nodes.count)
                nodes[id].end = UInt32(base + event.end_mark.index)
            default: break
            }
        }
    }

    /// - Parameter root: the kind that a part must be, at its own collection.
    private mutating func begin(
        _ kind: YAMLNode.Kind, _ event: yaml_event_t, _ isFlow: Bool, _ root: YAMLNode.Kind?
    ) throws(YAMLProblem) {
        guard open.count - (isPart ? 1 : 0) < YAMLReader.maximumDepth else {
            throw YAMLProblem(kind: .tooDeep, range: character(event.start_mark.index))
        }
        if let root {
            guard kind == root, !isFlow else {
                let words = root == .sequence ? "did not find expected '-' indicator" : "did not find expected key"
                throw syntaxError(words, character(event.start_mark.index))
            }
            return open.append(nil)
        }
        open.append(nodes.count)
        add(kind, event)
        nodes[nodes.count - 1].isFlow = isFlow
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
        if scalar.anchor != nil { note(event, scalar.anchor, YAMLProblem.Kind.anchor) }
        if scalar.tag != nil { note(event, scalar.tag, YAMLProblem.Kind.tag) }
    }

    private mutating func add(_ kind: YAMLNode.Kind, _ event: yaml_event_t) {
        add(kind, base + event.start_mark.index, base + event.end_mark.index)
    }

    private mutating func add(_ kind: YAMLNode.Kind, _ start: Int, _ end: Int) {
        nodes.append(
            YAMLNode(
                start: UInt32(start), end: UInt32(end), textStart: UInt32(text.count), next: UInt32(nodes.count + 1),
                kind: kind))
    }

    /// Records a property of a node, such as its anchor.
    private mutating func note(
        _ event: yaml_event_t, _ name: UnsafeMutablePointer<yaml_char_t>?, _ kind: (String) -> YAMLProblem.Kind
    ) {
        guard let name else { return }
        nodes[nodes.count - 1].hasProperty = true
        guard problems.count < Report.limit else {
            problemsNotKept += 1
            return
        }
        // The event begins with its properties. Only the anchor's or the tag's own word is shown.
        let start = range(event).lowerBound
        let word = source.bytes[start...].prefix { $0 > UInt8(ascii: " ") && !",[]{}".utf8.contains($0) }
        problems.append(YAMLProblem(kind: kind(String(cString: name)), range: start..<word.endIndex))
    }

    // MARK: Errors

    private func explain(_ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>) -> YAMLProblem {
        if parser.error == YAML_READER_ERROR {
            // For a character that it cannot read, libyaml gives the byte and no mark.
            let before = bytes.prefix(parser.problem_offset).count { $0 & 0xC0 != 0x80 }
            return YAMLProblem(kind: .controlCharacter, range: character(before))
        }
        var words = parser.problem.map { String(cString: $0) } ?? "the file cannot be read"
        // A part has no documents.
        if isPart, words == "did not find expected <document start>" { words = "did not find expected key" }
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
