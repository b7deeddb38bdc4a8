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
        let offered = shape.offered.filter { !key.isDefault || !Language.notInDefaults.contains($0.field) }
        let elsewhere = Language.homes(of: name)
        // What is there already was not meant.
        let missing = offered.filter { section.key($0.field) == nil }
        let meant = elsewhere.isEmpty ? Nearest.matches(name, in: missing.map(\.name)) : []
        let suggested = meant.count == 1 ? missing.first { $0.name == meant[0] } : nil
        let isCertain =
            suggested.map { suggested in
                !isIncomplete && !section.has(suggested.field) && suggested.shape.fits(value)
                    && (!Field.secrets.contains(suggested.field) || SecretReferences.isReference(value))
            } ?? false
        var place = key.place
        place.key = UInt32(key.id)
        let help =
            if !elsewhere.isEmpty {
                "it belongs \(Set(elsewhere.map(\.home)).sorted().joined(separator: " or "))"
            } else if meant.isEmpty {
                "known here: \(offered.map(\.name).joined(separator: ", "))"
            } else {
                LookAlike.explained("did you mean \(meant.map { "`\($0)`" }.joined(separator: " or "))?", name)
            }
        report.add(
            page, at: key.moved(to: place), "\(key.quoted) is not a key of \(shape.name)", help: help,
            replacement: isCertain && key.kind == .plain ? suggested?.name : nil)
        // One slip is one error: no key that was meant is reported as missing.
        for known in elsewhere + missing.filter({ meant.count > 1 && meant.contains($0.name) }) {
            section.setUnknown(known)
        }
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
