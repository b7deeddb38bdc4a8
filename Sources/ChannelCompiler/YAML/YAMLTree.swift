import Diagnostics

/// A parsed YAML document.
///
/// A configuration of ten thousand bindings has more than half a million nodes, so a node is 24 bytes in one flat
/// array, in the order of the file, and all text lies in one buffer. A node's first child follows it directly; `next`
/// is the node behind its last descendant. A mapping's children are key, value, key, value.
final class YAMLTree {
    let source: SourceText
    let nodes: ContiguousArray<YAMLNode>
    /// The scalars' values, one behind the other.
    let text: ContiguousArray<UInt8>
    /// What syntax errors made unreadable.
    let lost: LostParts

    init(source: SourceText, nodes: ContiguousArray<YAMLNode>, text: ContiguousArray<UInt8>, lost: LostParts) {
        self.source = source
        self.nodes = nodes
        self.text = text
        self.lost = lost
    }

    /// The outermost node; nil for a document without content.
    var root: NodeID? { nodes.isEmpty ? nil : 0 }

    subscript(id: NodeID) -> YAMLNode { nodes[id] }

    /// The children of a sequence, or keys and values in turn of a mapping.
    func children(of id: NodeID) -> YAMLChildren { YAMLChildren(tree: self, id: id) }

    /// The entries of a mapping.
    func entries(of id: NodeID) -> YAMLEntries { YAMLEntries(tree: self, id: id) }

    /// The bytes of a scalar's value.
    func bytes(_ id: NodeID) -> ArraySlice<UInt8> { ArraySlice(text[range(ofTextOf: id)]) }

    /// A scalar's value; for a collection the empty text.
    func string(_ id: NodeID) -> String {
        text.withUnsafeBufferPointer { buffer in
            String(decoding: UnsafeBufferPointer(rebasing: buffer[range(ofTextOf: id)]), as: UTF8.self)
        }
    }

    /// Whether a scalar's value is exactly these bytes.
    func isEqual(_ id: NodeID, _ bytes: [UInt8]) -> Bool {
        let range = range(ofTextOf: id)
        guard range.count == bytes.count else { return false }
        return text.withUnsafeBufferPointer { buffer in
            UnsafeBufferPointer(rebasing: buffer[range]).elementsEqual(bytes)
        }
    }

    private func range(ofTextOf id: NodeID) -> Range<Int> {
        let node = nodes[id]
        return Int(node.textStart)..<Int(node.textStart) + Int(node.textLength)
    }

    /// The bytes of the file that a node takes; of a collection that goes over several lines the beginning.
    func sourceRange(_ id: NodeID) -> Range<Int> {
        var node = nodes[id]
        let start = Int(node.start)
        // libyaml lets a block collection end where the next token begins, far below. Its first entry is enough.
        if node.isCollection && !node.isFlow, id + 1 < Int(node.next) {
            let first = nodes[id + 1]
            node = first.isCollection ? node : first
            if first.isCollection { return byteOffset(start)..<sourceRange(id + 1).upperBound }
        }
        return byteOffset(start)..<max(byteOffset(start), byteOffset(Int(node.end)))
    }

    /// The bytes of the file from a node's beginning to its end; that of a block is where the next token begins.
    func wholeRange(_ id: NodeID) -> Range<Int> {
        let start = byteOffset(Int(nodes[id].start))
        return start..<max(start, byteOffset(Int(nodes[id].end)))
    }

    private func byteOffset(_ codePoint: Int) -> Int { source.offset(ofCodePoint: codePoint) }
}

/// The number of a node in its tree.
typealias NodeID = Int

/// One node; see ``YAMLTree``.
struct YAMLNode {
    enum Kind: UInt8 {
        case plain
        case quoted
        case block
        case sequence
        case mapping
        /// Nobody knows its value, and what is wrong with it has been said: an alias, since aliases are refused, or
        /// what a syntax error left nothing of.
        case unknown
    }

    /// Where it begins and ends, in code points.
    var start: UInt32
    var end: UInt32
    var textStart: UInt32
    var textLength: UInt32
    /// The node behind the last descendant.
    var next: UInt32
    var kind: Kind
    /// Whether a collection is written in brackets or braces.
    var isFlow: Bool

    var isCollection: Bool { kind == .sequence || kind == .mapping }
    var isScalar: Bool { kind == .plain || kind == .quoted || kind == .block }
}

/// Walks over the children of a node.
struct YAMLChildren: Sequence, IteratorProtocol {
    private let tree: YAMLTree
    private var current: NodeID
    private let end: NodeID

    init(tree: YAMLTree, id: NodeID) {
        self.tree = tree
        current = id + 1
        end = Int(tree[id].next)
    }

    mutating func next() -> NodeID? {
        guard current < end else { return nil }
        defer { current = Int(tree[current].next) }
        return current
    }
}

/// Walks over the entries of a mapping.
struct YAMLEntries: Sequence, IteratorProtocol {
    private var children: YAMLChildren

    init(tree: YAMLTree, id: NodeID) {
        children = YAMLChildren(tree: tree, id: id)
    }

    mutating func next() -> (key: NodeID, value: NodeID)? {
        guard let key = children.next(), let value = children.next() else { return nil }
        return (key, value)
    }
}
