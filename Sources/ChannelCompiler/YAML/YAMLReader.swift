import CYAML
import Diagnostics

/// Reads a file with libyaml's event parser.
///
/// Events become a tree at once. Nothing is expanded: an alias is a leaf, so a file cannot grow while it is read. Marks
/// count code points; they become bytes, lines and columns only where a problem is reported.
struct YAMLReader {
    /// The largest file, in bytes.
    static let maximumSize = 16 * 1024 * 1024
    /// How deep collections may be nested.
    static let maximumDepth = 32

    private(set) var problems: [YAMLProblem] = []
    private var nodes = ContiguousArray<YAMLNode>()
    private var text = ContiguousArray<UInt8>()
    private var open: [NodeID] = []
    private let source: SourceText

    private init(_ source: SourceText) {
        self.source = source
    }

    /// The tree, unless the file is not YAML within the limits, and everything that stood out.
    static func read(_ source: SourceText) -> (tree: YAMLTree?, problems: [YAMLProblem]) {
        var reader = YAMLReader(source)
        let isWhole = reader.inspectBytes() && reader.parse()
        guard isWhole else { return (nil, reader.problems) }
        return (YAMLTree(source: source, nodes: reader.nodes, text: reader.text), reader.problems)
    }

    /// Looks at what lies below YAML: size, encoding, line ends.
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
        if let offset = inspection.firstInvalid {
            problems.append(YAMLProblem(kind: .invalidUTF8, range: offset..<offset + 1))
            return false
        }
        return true
    }

    /// Runs the parser over the whole file; false when there is no usable tree.
    private mutating func parse() -> Bool {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            problems.append(
                YAMLProblem(kind: .notYAML(problem: "out of memory", context: nil, contextOffset: nil), range: 0..<0))
            return false
        }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        let bytes = source.bytes
        // Enough for real configurations. Memory that is not written to is only an address; growing would be a copy.
        nodes.reserveCapacity(bytes.count / 8)
        text.reserveCapacity(bytes.count)
        return bytes.withUnsafeBufferPointer { buffer in
            let content = UnsafeBufferPointer(rebasing: buffer[source.textStart...])
            yaml_parser_set_input_string(&parser, content.baseAddress, content.count)
            return consume(&parser)
        }
    }

    private mutating func consume(_ parser: inout yaml_parser_t) -> Bool {
        var event = yaml_event_t()
        var documents = 0
        while true {
            guard yaml_parser_parse(&parser, &event) == 1 else {
                explain(parser)
                return false
            }
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
                add(.alias, event)
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
        guard open.count < Self.maximumDepth else {
            let start = source.offset(ofCodePoint: event.start_mark.index)
            problems.append(YAMLProblem(kind: .tooDeep, range: start..<min(start + 1, source.bytes.count)))
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
        let start = source.offset(ofCodePoint: event.start_mark.index)
        // The event begins with its properties; the anchor's or the tag's own word is what is shown.
        var end = start
        while end < source.bytes.count, source.bytes[end] > UInt8(ascii: " "), !",[]{}".utf8.contains(source.bytes[end])
        {
            end += 1
        }
        problems.append(YAMLProblem(kind: kind(String(cString: name)), range: start..<end))
    }

    private mutating func explain(_ parser: yaml_parser_t) {
        let message = parser.problem.map { String(cString: $0) } ?? "the file cannot be read"
        guard parser.error != YAML_READER_ERROR else {
            let offset = min(source.textStart + parser.problem_offset, max(0, source.bytes.count - 1))
            let problem = YAMLProblem.Kind.notYAML(problem: message, context: nil, contextOffset: nil)
            problems.append(YAMLProblem(kind: problem, range: offset..<min(offset + 1, source.bytes.count)))
            return
        }
        let offset = source.offset(ofCodePoint: parser.problem_mark.index)
        let range = offset..<min(offset + 1, source.bytes.count)
        if offset < source.bytes.count, source.bytes[offset] == UInt8(ascii: "\t") {
            problems.append(YAMLProblem(kind: .tabIndentation, range: range))
            return
        }
        let context = parser.context.map { String(cString: $0) }
        let contextOffset = context.map { _ in source.offset(ofCodePoint: parser.context_mark.index) }
        problems.append(
            YAMLProblem(
                kind: .notYAML(problem: message, context: context, contextOffset: contextOffset), range: range))
    }
}
