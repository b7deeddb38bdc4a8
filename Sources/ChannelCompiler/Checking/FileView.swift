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
    /// The channel codes that it excludes, in lower case, as they stand there.
    private(set) var excludedCodes: [String] = []

    init(file: FileView, section: Section) {
        self.file = file
        self.section = section
        excludedCodes = value(.excludedChannels)?.items.map { $0.string.lowercased() } ?? []
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
