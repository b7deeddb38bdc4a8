/// Walks over a tree along the language: finds each key's place, checks that its value is of the right kind, and
/// gives the value to the rules that ask for it.
struct Walker {
    let file: FileView
    let report: Report

    /// Reads the whole file, calling `visit` for each binding.
    func walk(_ tree: YAMLTree, binding visit: (BindingView) -> Void) {
        guard let root = tree.root, root.kind == .mapping else { return EmptyFileRule.report(tree, report) }
        let top = Section(root)
        file.top = top
        read(root, Language.file, into: top)
        if tree.isIncomplete { top.setUnknown(Language.file) }
        if let channels = top[.channels] {
            file.channels = ChannelDeclarationRule.channels(channels)
        } else if top.has(.channels) {
            file.channels = nil
        }
        Rules.show(top, report)
        if top.has(.defaults) { readDefaults(top) }
        guard let bindings = top[.bindings] else { return }
        var index = 0
        for item in bindings.children {
            readBinding(item, index, visit)
            index += 1
        }
    }

    private func readDefaults(_ top: Section) {
        var node = top[.defaults] ?? top.node
        node.place = Place(home: .defaults)
        let defaults = Section(node)
        file.defaults = defaults
        // Where they cannot be read, every key that a binding lacks may be in them.
        guard top[.defaults] != nil else { return defaults.setUnknown(Language.binding) }
        read(node, Language.binding, into: defaults)
        Rules.show(defaults, report)
    }

    private func readBinding(_ item: Node, _ index: Int, _ visit: (BindingView) -> Void) {
        var node = item
        node.place = Place(home: .binding(UInt32(index)))
        guard node.kind == .mapping else { return WrongTypeRule.report(node, wanted: .mapping, report) }
        let section = Section(node)
        read(node, Language.binding, into: section)
        Rules.show(section, report)
        visit(BindingView(file: file, section: section))
    }

    /// Reads the keys of a mapping.
    private func read(_ mapping: Node, _ shape: MappingShape, into section: Section) {
        var unknown: [(key: Node, value: Node)] = []
        var isIncomplete = false
        var isNext = false
        var hint = 0
        for (key, value) in mapping.entries {
            guard key.isScalar, !isNext else {
                if !isNext { WrongTypeRule.report(key, wanted: .key, report) }
                isIncomplete = true
                continue
            }
            guard let known = shape.find(key, hint: &hint) else {
                if MergeKeyRule.report(key, report) {
                    isIncomplete = true
                } else {
                    if UnknownKeyRule.isNameable(key) { key.show() }
                    unknown.append((key, value))
                }
                continue
            }
            var value = value
            value.place.field = known.field
            if let first = section.key(known.field) {
                // With its second id another binding begins.
                isNext = known.field == .id
                DuplicateKeyRule.report(key, first: first, in: value.place, report)
                if !isNext { show(value, known) }
            } else if mapping.isDefault, Language.notInDefaults.contains(known.field) {
                NotADefaultRule.report(key, value, known, report)
            } else {
                accept(value, known, section)
            }
        }
        readUnknown(unknown, shape, section, isIncomplete: isIncomplete)
        // What a mapping does not show may all the same be in it.
        if isIncomplete { section.setUnknown(shape) }
    }

    /// Reports unknown keys. One that is certain to be misspelt is read as the key that was meant.
    private func readUnknown(
        _ entries: [(key: Node, value: Node)], _ shape: MappingShape, _ section: Section, isIncomplete: Bool
    ) {
        var seen: [String: Node] = [:]
        for (key, value) in entries {
            if let first = seen.updateValue(key, forKey: key.string) {
                DuplicateKeyRule.report(key, first: first, in: Place(home: key.place.home), report)
                continue
            }
            guard
                let (known, isCertain) = UnknownKeyRule.report(
                    key, value, shape, section, isIncomplete: isIncomplete, report)
            else { continue }
            show(value, known)
            if section.has(known.field) { continue }
            if isCertain { accept(value, known, section) } else { section.setUnknown(known) }
        }
    }

    private func accept(_ value: Node, _ known: KeyShape, _ section: Section) {
        var value = value
        value.place = Place(home: value.place.home, field: known.field)
        section.set(known.field, value, isUsable: false)
        show(value, known)
        let isSound: Bool
        switch known.shape {
        case .mapping(let inner):
            isSound = WrongTypeRule.check(value, is: known.shape, report)
            // `defaults` is a section of its own and is read as one.
            if isSound, known.field != .defaults { read(value, inner, into: section) }
            if value.kind == .unknown { section.setUnknown(inner) }
        case .secret: isSound = SecretReferences.check(value, takesList: false, report)
        case .secrets: isSound = SecretReferences.check(value, takesList: true, report)
        default: isSound = WrongTypeRule.check(value, is: known.shape, report)
        }
        section.set(known.field, value, isUsable: isSound)
    }

    /// Allows to print the texts of a value, if its field has no secrets.
    private func show(_ value: Node, _ known: KeyShape) {
        switch known.shape {
        case .integer, .text, .textOrFalse, .texts, .any: break
        case .secret, .secrets, .mapping, .free, .mappings: return
        }
        // A text below its key may be a line that lost its colon.
        if value.isScalar, value.start > value.following(-1).end + 2, !value.isInLineOfKey { return }
        if value.isScalar, !known.hasAddresses { return value.show() }
        for text in value.items where text.isScalar {
            let bytes = known.hasAddresses ? text.bytes : []
            let shown = PublicText.prefix(ofAddress: bytes).count
            if shown == bytes.count {
                text.show()
            } else if text.range.count >= shown {
                // With its quote, if it has one.
                let start = text.range.lowerBound
                text.tree.source.show(start..<start + shown + (text.kind == .quoted ? 1 : 0))
            }
        }
    }
}
