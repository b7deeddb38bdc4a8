import Diagnostics

/// A parsed YAML document.
///
/// A configuration of ten thousand bindings has more than half a million nodes, so a node is 24 bytes in one flat
/// array, in the order of the file, and all text is in one buffer. A node's first child follows it directly; `next`
/// is the node after its last descendant. A mapping's children are key, value, key, value.
final class YAMLTree {
    let source: SourceText
    let nodes: ContiguousArray<YAMLNode>
    /// The scalars' values, one after the other.
    let text: [UInt8]
    /// By node: whether its text is known to be no secret. Not in the nodes: reading a constant needs no check of access.
    private var shown: ContiguousArray<Bool>
    /// Whether a syntax error may hide keys of the top level.
    let isIncomplete: Bool

    init(
        source: SourceText, nodes: ContiguousArray<YAMLNode>, text: [UInt8], isIncomplete: Bool = false
    ) {
        self.source = source
        self.nodes = nodes
        self.text = text
        self.isIncomplete = isIncomplete
        shown = ContiguousArray(repeating: false, count: nodes.count)
    }

    /// The outermost node; nil for a document without content.
    var root: Node? { nodes.isEmpty ? nil : Node(tree: self, id: 0, place: Place()) }

    /// Allows to print a node.
    func show(_ id: NodeID) { shown[id] = true }

    /// Whether a node may be printed.
    func isShown(_ id: NodeID) -> Bool { shown[id] }

    /// Gives the source what may be printed of the lines that were located.
    func showQuotedLines() {
        for number in Set(source.locatedLines).sorted() {
            let line = source.line(number)
            guard SourceText.isQuoted(line) else { continue }
            let (start, end) = (source.codePoints(before: line.lowerBound), source.codePoints(before: line.upperBound))
            var id = nodes.firstIndex(sortedBy: { $0.start >= start })
            while id < nodes.count, nodes[id].start < end {
                if shown[id] { source.show(sourceRange(nodes[id].start, nodes[id].end)) }
                id += 1
            }
        }
    }

    /// The bytes of the file from one code point to another.
    func sourceRange(_ start: UInt32, _ end: UInt32) -> Range<Int> {
        let start = source.offset(ofCodePoint: Int(start))
        return start..<max(start, source.offset(ofCodePoint: Int(end)))
    }
}

/// The number of a node in its tree.
typealias NodeID = Int

/// One node as the tree stores it; see ``YAMLTree``.
struct YAMLNode {
    enum Kind: UInt8 {
        case plain
        case quoted
        case block
        case sequence
        case mapping
        /// Its value is not known, and what is wrong with it has been reported: an alias, a value with a character that
        /// YAML refuses, or a part with a syntax error.
        case unknown
    }

    /// Where it begins and ends, in code points.
    var start: UInt32
    var end: UInt32
    var textStart: UInt32
    var textLength: UInt32 = 0
    /// The node after the last descendant.
    var next: UInt32
    var kind: Kind
    /// Whether a collection is written in brackets or braces.
    var isFlow = false

    var isScalar: Bool { kind == .plain || kind == .quoted || kind == .block }
}
