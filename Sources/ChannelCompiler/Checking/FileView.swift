import Diagnostics

/// One file, as rules see it.
final class FileView {
    let source: SourceText
    /// What was found while it was read as YAML.
    let problems: [YAMLProblem]
    /// Its top level; nil when the file is not YAML or not a mapping.
    var top: Section?
    var defaults: Section?
    /// The channel codes that it knows; nil when a damaged file may declare others.
    var channels: Channels? = Channels()
    /// The rules and the values of the defaults that have been seen together.
    fileprivate var seen: Set<Sighting> = []

    init(source: SourceText, problems: [YAMLProblem]) {
        self.source = source
        self.problems = problems
    }
}

private struct Sighting: Hashable {
    var code: String
    var values: [NodeID]
}

/// One binding with its defaults, as rules see it.
struct BindingView {
    let file: FileView
    let section: Section

    /// The field's value, of the binding or else of the defaults.
    subscript(field: Field) -> Node? { home(field)?[field] }

    /// Whether the key is in the binding or in the defaults.
    func has(_ field: Field) -> Bool { home(field) != nil }

    /// Whether it is certain what the field comes to: it has a value of the right kind, or none.
    func isKnown(_ field: Field) -> Bool { !has(field) || self[field].map { !$0.hasUnknownItem } ?? false }

    /// The section that has a field's key.
    func home(_ field: Field) -> Section? {
        if section.has(field) { return section }
        guard let defaults = file.defaults, defaults.has(field), !Language.notInDefaults.contains(field) else {
            return nil
        }
        return defaults
    }

    /// Whether a rule has to look at values. When all come from the defaults it does so once, with the first binding.
    func isNew(_ values: Node..., to page: Page) -> Bool {
        !values.allSatisfy(\.isDefault)
            || file.seen.insert(Sighting(code: page.code, values: values.map(\.id))).inserted
    }

    /// The channel codes that it excludes, in lower case.
    var excludedCodes: Set<String> { home(.excludedChannels)?.excludedCodes ?? [] }
    /// The hosts on private addresses that may be called.
    var allowedHosts: Set<String> { home(.allowPrivate)?.allowedHosts ?? [] }
    /// Where a URL leads; nil when there is none, or none that is sound.
    func address(_ field: Field) -> WebAddress? { home(field)?.address(field) }

    /// Where a problem of the binding as a whole is shown: at its id.
    var anchor: Node { section[.id] ?? section.node }
}
