import Diagnostics
import Text

/// A node of a tree with its place in the language: what rules look at and report.
struct Node {
    let tree: YAMLTree
    private let number: UInt32
    var place: Place

    init(tree: YAMLTree, id: NodeID, place: Place) {
        self.tree = tree
        number = UInt32(id)
        self.place = place
    }

    var id: NodeID { Int(number) }
    private var stored: YAMLNode { tree.nodes[id] }
    var kind: YAMLNode.Kind { stored.kind }
    var isFlow: Bool { stored.isFlow }
    var isScalar: Bool { kind == .plain || kind == .quoted || kind == .block }
    /// Whether nothing is written where a value belongs.
    var isEmpty: Bool { kind == .plain && stored.textLength == 0 }
    /// Whether it is the `false` that switches a text off.
    var isFalse: Bool {
        if kind == .plain, case .bool(false) = PlainScalar(bytes) { true } else { false }
    }
    /// Whether the value was taken from `defaults`.
    var isDefault: Bool { place.home == .defaults }

    /// Where it begins and ends, in code points.
    var start: UInt32 { stored.start }
    var end: UInt32 { stored.end }
    /// The node after its last descendant.
    var next: NodeID { Int(stored.next) }

    // MARK: Text

    private var textRange: Range<Int> {
        Int(stored.textStart)..<Int(stored.textStart) + Int(stored.textLength)
    }
    /// A scalar's value; for a collection the empty text.
    var string: String {
        tree.text.withUnsafeBufferPointer { String(decoding: $0[textRange], as: UTF8.self) }
    }
    /// A scalar's value as bytes.
    var bytes: ArraySlice<UInt8> { tree.text[textRange] }

    /// Whether a scalar's value has nothing that can be seen.
    var isBlank: Bool {
        if let first = bytes.first, first > 0x20, first < 0x7F { return false }
        return string.unicodeScalars.allSatisfy(LookAlike.isInvisible)
    }

    /// Whether a scalar's value is exactly these bytes.
    func isEqual(_ bytes: [UInt8]) -> Bool {
        let range = textRange
        guard range.count == bytes.count else { return false }
        return tree.text.withUnsafeBufferPointer { $0[range].elementsEqual(bytes) }
    }

    // MARK: What may be printed

    /// Notes that the text is no secret.
    func show() { tree.show(id) }

    /// Whether the text is known to be no secret.
    var isShown: Bool { tree.isShown(id) || Language.words.contains(string) }

    /// Whether all of it is in one line. What follows in other lines may be a line that lost its colon.
    var isOnOneLine: Bool {
        !tree.source.bytes[range].contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    /// Whether a mapping's value begins in the line of its key.
    var isInLineOfKey: Bool {
        let key = following(-1).range
        return !tree.source.bytes[key.upperBound..<max(key.upperBound, range.lowerBound)].contains(UInt8(ascii: "\n"))
    }

    /// The value as a message quotes it. Of a text over several lines only the first one.
    var quoted: String {
        guard isShown else { return "`***`" }
        guard !isOnOneLine else { return Diagnostics.quoted(string) }
        let first = tree.source.bytes[range].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return Diagnostics.quoted("\(String(decoding: first, as: UTF8.self))…")
    }

    // MARK: Children

    /// The children of a sequence, or keys and values in turn of a mapping.
    var children: Nodes { Nodes(of: self) }
    /// The items of a list; the node itself when it is none. Items whose value is not known are left out.
    var items: Nodes { Nodes(of: self, orItself: true) }
    /// The entries of a mapping.
    var entries: Entries { Entries(nodes: children) }

    /// The node so many places after it in the order of the file.
    func following(_ distance: Int) -> Node { Node(tree: tree, id: id + distance, place: place) }

    var childCount: Int { children.reduce(0) { count, _ in count + 1 } }

    /// Whether a list has an item whose value is not known.
    var hasUnknownItem: Bool { kind == .sequence && children.contains { $0.kind == .unknown } }

    /// Walks over the children of a node.
    struct Nodes: Sequence, IteratorProtocol {
        private var current: Node
        private let end: NodeID
        private let isList: Bool
        private let isItems: Bool

        fileprivate init(of parent: Node, orItself isItems: Bool = false) {
            self.isItems = isItems
            isList = parent.kind == .sequence
            end = parent.next
            current = isList || !isItems ? parent.following(1) : parent
            if isList { current.place.item = 0 }
        }

        mutating func next() -> Node? {
            while current.id < end {
                let node = current
                current = node.following(node.next - node.id)
                if isList { current.place.item = node.place.item.map { $0 + 1 } }
                if !isItems || node.kind != .unknown { return node }
            }
            return nil
        }
    }

    struct Entries: Sequence, IteratorProtocol {
        fileprivate var nodes: Nodes

        mutating func next() -> (key: Node, value: Node)? {
            guard let key = nodes.next(), let value = nodes.next() else { return nil }
            return (key, value)
        }
    }

    // MARK: Places in the file

    /// The bytes of the file that it takes; of a block of several lines only the first entry.
    var range: Range<Int> {
        var last = stored
        // libyaml lets a block end where the next token begins, far below.
        var child = id
        while !last.isFlow, last.kind == .sequence || last.kind == .mapping, child + 1 < Int(last.next) {
            child += 1
            last = tree.nodes[child]
        }
        return tree.sourceRange(stored.start, last.end)
    }

    var path: String { place.path(in: tree) }

    /// The same node at another place of the language.
    func moved(to place: Place) -> Node { Node(tree: tree, id: id, place: place) }
}
