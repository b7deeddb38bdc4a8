import Diagnostics

/// One file, as rules see it.
final class FileView {
    let source: SourceText
    /// What reading it as YAML brought up.
    let problems: [YAMLProblem]
    /// Its top level; nil when the file is not YAML or not a mapping.
    fileprivate(set) var top: Section?
    fileprivate(set) var defaults: Section?
    /// The channel codes that it knows.
    var channels = Channels()
    /// Whether these are all: a damaged file may declare more.
    var knowsChannels = true
    /// What has been found out about values of the defaults, which are the same for all bindings.
    fileprivate var shared = SharedValues()

    init(source: SourceText, problems: [YAMLProblem]) {
        self.source = source
        self.problems = problems
    }

    func setTop(_ section: Section) { top = section }
    func setDefaults(_ section: Section) { defaults = section }
}

/// One binding with its defaults, as rules see it.
struct BindingView {
    let file: FileView
    let section: Section
    /// The channel codes that it excludes, in lower case.
    private(set) var excludedCodes: Set<String> = []
    /// The hosts on private addresses that may be called.
    var allowedHosts: Set<String> { codes(.allowPrivate, AllowedHostRule.bare) }

    init(file: FileView, section: Section) {
        self.file = file
        self.section = section
        excludedCodes = codes(.excludedChannels) { $0.lowercased() }
    }

    /// The items of a list in the form in which they are compared.
    private func codes(_ field: Field, _ form: (String) -> String) -> Set<String> {
        guard let list = value(field) else { return [] }
        let isShared = list.section.kind == .defaults
        if isShared, let known = file.shared.lists[field] { return known }
        let codes = list.items.reduce(into: Set<String>()) { $0.insert(form($1.string)) }
        if isShared { file.shared.lists[field] = codes }
        return codes
    }

    /// Where a URL leads; nil when there is none, or none that is sound.
    func address(_ field: Field) -> WebAddress? {
        guard let url = value(field) else { return nil }
        let isShared = url.section.kind == .defaults
        if isShared, let known = file.shared.addresses[field] { return known }
        let address = try? WebAddress(url.bytes)
        if isShared { file.shared.addresses.updateValue(address, forKey: field) }
        return address
    }

    /// Whether a rule has to look at values: those of the defaults it need not see with every binding.
    func isNew(_ values: Value..., to page: Page) -> Bool {
        values.contains { $0.section.kind != .defaults } || file.shared.seen.insert(page.code).inserted
    }

    /// The field's value, of the binding or else of the defaults.
    func value(_ field: Field) -> Value? {
        guard let home = home(field), let node = home.node(field) else { return nil }
        return Value(file: file, section: home, field: field, node: node)
    }

    /// Whether the key stands in the binding or in the defaults.
    func has(_ field: Field) -> Bool { home(field) != nil }

    /// Whether it is certain what the field comes to: it has a value of the right kind, or none.
    func isKnown(_ field: Field) -> Bool { !has(field) || value(field) != nil }

    /// The text of a scalar.
    func string(_ field: Field) -> String? { value(field)?.string }

    /// Where a problem of the binding as a whole is shown: at its id.
    var anchor: Range<Int> { section.tree.sourceRange(section.node(.id) ?? section.node) }

    private func home(_ field: Field) -> Section? {
        if section.has(field) { return section }
        guard let defaults = file.defaults, defaults.has(field), !Language.notInDefaults.contains(field) else {
            return nil
        }
        return defaults
    }
}

/// What has been found out about values of the defaults: a file may have long ones, and many bindings.
private struct SharedValues {
    var lists: [Field: Set<String>] = [:]
    var addresses: [Field: WebAddress?] = [:]
    /// The codes of the rules that have seen theirs.
    var seen: Set<String> = []
}
