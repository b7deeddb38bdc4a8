import Diagnostics

/// What is missing in a tree because it was left out of the text.
///
/// A gap must not look like a fault: a key that is not there may be in the damaged line. So each part is given to the
/// mapping or the list that it was most likely in, which YAML tells by the column.
struct LostParts {
    /// The collections of which parts are missing.
    private var incomplete: Set<NodeID> = []
    /// The places, in code points, of items that are missing.
    private var items: [NodeID: [UInt32]] = [:]
    /// Whether nothing was left out of the file.
    let isEmpty: Bool

    /// Whether a part of a collection is missing.
    func isIncomplete(_ node: NodeID) -> Bool { !isEmpty && incomplete.contains(node) }

    /// How many items of a list are missing before a place.
    func items(of node: NodeID, before place: UInt32) -> Int {
        isEmpty ? 0 : (items[node] ?? []).reduce(0) { $0 + ($1 < place ? 1 : 0) }
    }

    /// Finds where parts are missing. Values of which nothing is left become unknown ones.
    init(_ parts: [LeftOut], in nodes: inout ContiguousArray<YAMLNode>, of source: SourceText) {
        isEmpty = parts.isEmpty
        guard !parts.isEmpty, !nodes.isEmpty else { return }
        var unknown: [NodeID] = []
        do {
            let outline = Outline(nodes: nodes, source: source)
            for part in parts { lose(part, outline, &unknown) }
        }
        for node in unknown { nodes[node].kind = .unknown }
    }

    private mutating func lose(_ part: LeftOut, _ outline: Outline, _ unknown: inout [NodeID]) {
        let place = UInt32(outline.source.codePoints(before: part.mark?.offset ?? part.range.lowerBound))
        func note(_ node: NodeID) { incomplete.insert(node) }

        if part.kind == .character {
            // It may also stand right before or behind the text that the parser sees.
            guard let leaf = outline.last(upTo: place + 1), outline.nodes[leaf].end >= place else { return }
            unknown.append(leaf)
            // Without its key nobody knows what a value is, and what the mapping lacks.
            for node in outline.path(to: leaf) where outline.isBlock(node) || node != leaf { note(node) }
            return
        }
        guard let leaf = outline.last(upTo: place) else { return note(0) }
        let path = outline.path(to: leaf)
        let open = path.filter(outline.isBlock)
        if let column = part.column {
            let home = open.last
            // The first entry of a block is gone; the block itself begins below.
            if let block = outline.blockBegun(behind: leaf) {
                let isItsOwn = part.kind == .itemContent && outline.column(block) == column
                let isValue = part.kind != .itemContent && home.map { block < Int(outline.nodes[$0].next) } == true
                if isItsOwn || isValue { return note(block) }
            }
            // An item of which nothing is left but its hyphen.
            if part.kind == .itemContent, leaf + 1 < outline.nodes.count, outline.isEmptyText(leaf + 1),
                outline.nodes[leaf + 1].start == place + 1
            {
                return unknown.append(leaf + 1)
            }
            // A value of which nothing is left.
            if outline.isEmptyText(leaf), let home, outline.column(home) < column { return unknown.append(leaf) }
            let kind: YAMLNode.Kind = part.kind == .item ? .sequence : .mapping
            if let exact = open.last(where: { outline.nodes[$0].kind == kind && outline.column($0) == column }) {
                note(exact)
                // A line further out than a block that goes on below it may have been meant for that block.
                for block in open where outline.column(block) > column && outline.goesOn(block, behind: leaf) {
                    note(block)
                }
                if part.kind == .item { items[exact, default: []].append(place) }
                return
            }
        }
        // Behind a tab, or at a column of its own, it can have been anywhere; also in the text above.
        for node in path where outline.nodes[node].isCollection { note(node) }
        let isOutside = part.column.flatMap { column in open.last.map { column <= outline.column($0) } } ?? false
        if outline.nodes[leaf].isScalar, !isOutside { unknown.append(leaf) }
    }
}

/// A tree's nodes, looked at by place.
private struct Outline {
    let nodes: ContiguousArray<YAMLNode>
    let source: SourceText

    func isBlock(_ node: NodeID) -> Bool { nodes[node].isCollection && !nodes[node].isFlow }

    func isEmptyText(_ node: NodeID) -> Bool { nodes[node].kind == .plain && nodes[node].textLength == 0 }

    func column(_ node: NodeID) -> Int {
        source.position(at: source.offset(ofCodePoint: Int(nodes[node].start))).column - 1
    }

    /// The last node that begins before a place or there: nodes are in the order of the file.
    func last(upTo place: UInt32) -> NodeID? {
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].start <= place { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    /// The collections around a node, from the outermost one, and the node itself.
    func path(to node: NodeID) -> [NodeID] {
        var path: [NodeID] = [0]
        while let parent = path.last, parent != node {
            var child = parent + 1
            while child <= node, Int(nodes[child].next) <= node { child = Int(nodes[child].next) }
            guard child <= node else { break }
            path.append(child)
        }
        return path
    }

    /// Whether a collection has something behind a node in it.
    func goesOn(_ node: NodeID, behind leaf: NodeID) -> Bool { Int(nodes[node].next) > leaf + 1 }

    /// The block that begins with the next node.
    func blockBegun(behind leaf: NodeID) -> NodeID? {
        leaf + 1 < nodes.count && isBlock(leaf + 1) ? leaf + 1 : nil
    }
}
