import ChannelBundle

/// A mapping with known keys that has been read: the top of the file, `defaults`, or a binding.
final class Section {
    /// The mapping itself.
    let node: Node
    private var slots = [Slot](repeating: .absent, count: Field.allCases.count)

    private enum Slot {
        case absent
        /// The key may be there: a part of the mapping cannot be read.
        case unknown
        /// The key is there; its value is of the wrong kind.
        case unusable(UInt32)
        case value(UInt32)
    }

    init(_ node: Node) {
        self.node = node
    }

    /// The value of a field, when it has one of the right kind.
    subscript(field: Field) -> Node? {
        guard case .value(let id) = slots[field.rawValue] else { return nil }
        return Node(tree: node.tree, id: Int(id), place: Place(home: node.place.home, field: field))
    }

    /// The key of a field; it is right before the value.
    func key(_ field: Field) -> Node? {
        switch slots[field.rawValue] {
        case .absent, .unknown: nil
        case .unusable(let id), .value(let id):
            Node(tree: node.tree, id: Int(id) - 1, place: Place(home: node.place.home, field: field))
        }
    }

    /// Whether the key is there, with any value.
    func has(_ field: Field) -> Bool {
        if case .absent = slots[field.rawValue] { false } else { true }
    }

    /// Notes a key and its value.
    ///
    /// - Parameter isUsable: whether the value is of the right kind. If it is not, the key is still not missing.
    func set(_ field: Field, _ value: Node, isUsable: Bool) {
        slots[field.rawValue] = isUsable ? .value(UInt32(value.id)) : .unusable(UInt32(value.id))
    }

    /// Notes that a mapping may have keys that cannot be read: none of the others is missing for certain.
    func setUnknown(_ shape: MappingShape) {
        for key in shape.keys where !has(key.field) { setUnknown(key) }
    }

    /// Notes that a key, with all that would be below it, is not missing for certain.
    func setUnknown(_ key: KeyShape) {
        if !has(key.field) { slots[key.field.rawValue] = .unknown }
        // `defaults` is a section of its own.
        if case .mapping(let inner) = key.shape, key.field != .defaults { setUnknown(inner) }
    }

    // MARK: Values in the form in which rules compare them

    /// The channel codes that it excludes, in lower case.
    private(set) lazy var excludedCodes: Set<String> = set(.excludedChannels) { $0.lowercased() }
    /// The hosts on private addresses that may be called.
    private(set) lazy var allowedHosts: Set<String> = set(.allowPrivate, AddressKind.canonical(host:))
    private var addresses: [Field: WebAddress?] = [:]

    private func set(_ field: Field, _ form: (String) -> String) -> Set<String> {
        guard let list = self[field] else { return [] }
        return list.items.reduce(into: Set(minimumCapacity: list.childCount)) { $0.insert(form($1.string)) }
    }

    /// Where a URL leads; nil when there is none, or none that is sound.
    func address(_ field: Field) -> WebAddress? {
        if let known = addresses[field] { return known }
        let address = self[field].flatMap { try? WebAddress($0.bytes) }
        // Those of a binding are asked for once or twice, those of the defaults with every binding.
        if node.isDefault { addresses.updateValue(address, forKey: field) }
        return address
    }
}
