/// The merge key of YAML 1.1 is refused.
struct MergeKeyRule: Rule {
    static let page = Page(
        code: "merge-key", severity: .error, title: "Merge keys are not supported",
        meaning: """
            `<<` takes over the keys of another mapping. It was dropped from YAML 1.2, and programs differ in what \
            wins. `defaults` has one clear rule: what the binding says wins, mappings merge by key, lists are \
            replaced.
            """,
        example: "<<: {name: LiveTex}",
        fix: "Write the keys out, or put them into `defaults` at the top of the file.")

    /// Whether the key is a merge key; reports it then.
    static func report(_ key: Node, _ report: Report) -> Bool {
        guard key.kind == .plain, key.isEqual(Array("<<".utf8)) else { return false }
        report.add(
            page, at: key.moved(to: Place(home: key.place.home)), "the merge key `<<` is not supported",
            help: "write the keys out, or put them into `defaults`")
        return true
    }
}
