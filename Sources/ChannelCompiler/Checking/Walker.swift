/// Walks over a tree along the language: finds each key's place, tells whether its value is of the right kind, and
/// shows the value to the rules that ask for it.
struct Walker {
    let file: FileView
    let tree: YAMLTree
    let report: Report

    /// Reads the whole file, calling `binding` for each binding.
    func walk(binding visit: (BindingView) -> Void) {
        guard let root = tree.root, tree[root].kind == .mapping else {
            EmptyFileRule.report(tree, report)
            return
        }
        let top = Section(.top, tree: tree, node: root)
        file.setTop(top)
        read(root, Language.file, into: top)
        if let channels = top.node(.channels) {
            file.channels = ChannelDeclarationRule.channels(tree, channels)
            file.knowsChannels = !tree.lost.isIncomplete(channels)
        } else {
            file.knowsChannels = tree.lost.isEmpty || !top.has(.channels)
        }
        Rules.show(top, of: file, report)

        if let node = top.node(.defaults) {
            let defaults = Section(.defaults, tree: tree, node: node)
            file.setDefaults(defaults)
            read(node, Language.binding, into: defaults)
            Rules.show(defaults, of: file, report)
            report.leaveDefaults(tree.wholeRange(node))
        } else if top.has(.defaults), !tree.lost.isEmpty {
            // Whatever a binding lacks may have been in them.
            let defaults = Section(.defaults, tree: tree, node: root)
            defaults.setUnknown(Language.binding)
            file.setDefaults(defaults)
        }
        guard let bindings = top.node(.bindings) else { return }
        for (position, node) in tree.children(of: bindings).enumerated() {
            let index = position + tree.lost.items(of: bindings, before: tree[node].start)
            let section = Section(.binding(index), tree: tree, node: node)
            guard tree[node].kind == .mapping else {
                WrongTypeRule.report(tree, node, wanted: "a mapping", path: section.path(""), report)
                continue
            }
            read(node, Language.binding, into: section)
            Rules.show(section, of: file, report)
            visit(BindingView(file: file, section: section))
        }
    }

    /// Reads the keys of a mapping.
    private func read(_ mapping: NodeID, _ shape: MappingShape, into section: Section) {
        var unknown: [String: NodeID] = [:]
        var guesses: [UnknownKeyRule.Guess] = []
        var hint = 0
        // What a damaged mapping does not show may all the same have been written into it.
        defer { if tree.lost.isIncomplete(mapping) { section.setUnknown(shape) } }
        for (key, value) in tree.entries(of: mapping) {
            guard tree[key].isScalar else {
                WrongTypeRule.report(tree, key, wanted: "a key", path: section.path(""), report)
                continue
            }
            guard let known = shape.find(tree, key, hint: &hint) else {
                let name = tree.string(key)
                if MergeKeyRule.report(tree, key, section, report) { continue }
                if let earlier = unknown.updateValue(key, forKey: name) {
                    DuplicateKeyRule.report(tree, key, first: earlier, section.path(""), report)
                } else if let guess = UnknownKeyRule.report(
                    tree, key, value, in: mapping, shape, section, guesses: guesses, report),
                    !guesses.contains(where: { $0.known === guess.known })
                {
                    guesses.append(guess)
                }
                continue
            }
            if section.has(known.field) {
                let first = section.key(known.field, in: mapping) ?? key
                DuplicateKeyRule.report(tree, key, first: first, section.path(known.field), report)
                if Field.secrets.contains(known.field) { SecretShape.hide(tree, value) }
                continue
            }
            if section.kind == .defaults, Language.notInDefaults.contains(known.field) {
                NotADefaultRule.report(tree, key, value, known, section, report)
                continue
            }
            accept(value, known, section)
        }
        // A misspelt key is not missing as well, and what stands behind it is looked at.
        for guess in guesses where !section.has(guess.known.field) {
            if guess.isCertain { accept(guess.value, guess.known, section) } else { section.setUnknown(guess.known) }
        }
    }

    private func accept(_ value: NodeID, _ known: KeyShape, _ section: Section) {
        section.setUnusable(known.field)
        switch known.shape {
        case .mapping(let inner):
            guard WrongTypeRule.check(tree, value, is: .mapping, path: section.path(known.field), report) else {
                if tree[value].kind == .unknown { section.setUnknown(inner) }
                return
            }
            section.set(known.field, value)
            // `defaults` is a section of its own and is read as one.
            if known.field != .defaults { read(value, inner, into: section) }
            return
        case .secret, .secrets:
            guard SecretShape.check(tree, value, known, section, report) else { return }
        default:
            guard
                WrongTypeRule.check(
                    tree, value, is: known.shape, of: known.field, path: section.path(known.field), report)
            else { return }
        }
        if tree.lost.isIncomplete(value), !known.shape.isReadInParts { return }
        section.set(known.field, value)
    }
}
