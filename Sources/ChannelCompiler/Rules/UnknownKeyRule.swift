import Diagnostics
import Text

/// Keys that the language does not have.
struct UnknownKeyRule: Rule {
    static let page = Page(
        code: "unknown-key", severity: .error, title: "A key that the language does not have",
        meaning: """
            An unknown key is never ignored: it is most likely a misspelt one, and the setting that was meant would \
            silently keep its default.
            """,
        example: "retension: 30d",
        fix: "Correct the spelling, or remove the key. `livetex-bridge schema` lists all keys, also for editors.")

    /// - Returns: the key that was most likely meant, and whether it can take the place of the unknown one.
    static func report(
        _ key: Node, _ value: Node, _ shape: MappingShape, _ section: Section, isIncomplete: Bool, _ report: Report
    ) -> (known: KeyShape, isCertain: Bool)? {
        let name = key.string
        let nearest = Nearest.match(name, in: shape.offered.map(\.name))
        let meant = shape.offered.first { $0.name == nearest }
        let isSecret = meant.map { Field.secrets.contains($0.field) } ?? false
        let offered = shape.offered.filter { !key.isDefault || !Language.notInDefaults.contains($0.field) }
        let suggested = meant.flatMap { meant in offered.first { $0 === meant } }
        let isCertain =
            suggested.map { meant in
                !isIncomplete && !section.has(meant.field) && meant.shape.fits(value)
                    && (!isSecret || SecretReferences.isReference(value))
            } ?? false
        var place = key.place
        place.key = UInt32(key.id)
        report.add(
            page, at: key.moved(to: place), "\(key.quoted) is not a key of \(shape.name)",
            help: suggested.map { LookAlike.explained("did you mean `\($0.name)`?", name) }
                ?? "known here: \(offered.map(\.name).joined(separator: ", "))",
            replacement: isCertain && key.kind == .plain ? suggested?.name : nil)
        return suggested.map { ($0, isCertain) }
    }

    /// Whether a key is no secret that was written in its place: it has its colon, and it is a word or nearly a key.
    static func isNameable(_ key: Node) -> Bool {
        let source = key.tree.source.bytes
        guard source[key.range.upperBound...].first(where: { !ASCII.isBlank($0) }) == UInt8(ascii: ":") else {
            return false
        }
        return PublicText.isWord(key.string) || Nearest.match(key.string, in: Language.words) != nil
    }
}
