import Diagnostics

/// Keys that the language does not have.
struct UnknownKeyRule: Rule {
    static let page = Page(
        code: "unknown-key", severity: .error, title: "A key that the language does not have",
        meaning: """
            An unknown key is never ignored: it is most likely a misspelt one, and the setting that was meant would \
            silently keep its default.
            """,
        example: .binding("retension: 30d"),
        mend: "Correct the spelling, or remove the key. `livetex-bridge schema` lists all keys, also for editors.")

    var pages: [Page] { [Self.page] }

    /// A known key that an unknown one was most likely meant to be.
    struct Guess {
        var known: KeyShape
        var value: NodeID
        /// Whether the known key can take its place.
        var isCertain: Bool
    }

    /// - Parameters:
    ///   - mapping: the mapping that has the key.
    ///   - guesses: what the unknown keys above were meant to be.
    /// - Returns: what the key was meant to be.
    static func report(
        _ tree: YAMLTree, _ key: NodeID, _ value: NodeID, in mapping: NodeID, _ shape: MappingShape, _ section: Section,
        guesses: [Guess], _ report: Report
    ) -> Guess? {
        let name = tree.string(key)
        let nearest = Nearest.match(name, in: shape.offered.map(\.name))
        let meant = shape.offered.first { $0.name == nearest }
        // A misspelt `token` may have a secret behind it; then its name is not all that is wrong. And what a key is for
        // that nobody knows, nobody knows.
        let isSecret = meant.map { Field.secrets.contains($0.field) } ?? false
        if isSecret || meant == nil { SecretShape.hide(tree, value) }
        let isNameable = isNameable(name) && !tree.source.isHidden(tree.sourceRange(key))
        if !isNameable { tree.source.hide(tree.sourceRange(key)) }
        let offered = shape.offered.filter { section.kind != .defaults || !Language.notInDefaults.contains($0.field) }
        let suggested = meant.flatMap { meant in offered.contains { $0 === meant } ? meant : nil }
        let guess = suggested.map { meant in
            Guess(
                known: meant, value: value,
                isCertain: !tree.lost.isIncomplete(mapping) && section.key(meant.field, in: mapping) == nil
                    && !guesses.contains { $0.known === meant } && meant.shape.fits(tree[value])
                    && (!isSecret || SecretShape.reference(tree, value) != nil))
        }
        report.add(
            page, at: tree.sourceRange(key),
            path: section.path(shape.path(ofKey: isNameable ? printable(name) : "***")),
            "\(isNameable ? quoted(name) : "this") is not a key of \(shape.name)",
            help: suggested.map { LookAlike.explained("did you mean `\($0.name)`?", name) }
                ?? "known here: \(offered.map(\.name).joined(separator: ", "))",
            replacement: guess?.isCertain == true && tree[key].kind == .plain ? suggested?.name : nil)
        return guess
    }

    /// Whether a key can hardly be a secret that somebody took for one: those are long, and of letters and digits.
    private static func isNameable(_ name: String) -> Bool {
        name.count <= 40 && !(name.count >= 10 && name.contains(where: \.isNumber) && name.contains(where: \.isLetter))
    }

    /// A key as part of a path.
    private static func printable(_ name: String) -> String { String(quoted(name).dropFirst().dropLast()) }
}
