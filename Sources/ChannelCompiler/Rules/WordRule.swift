import ChannelBundle
import JSON

/// Keys that take one of a few words.
struct WordRule: ValueRule {
    static let page = Page(
        code: "unknown-word", severity: .error, title: "The key does not take this word",
        meaning: "The key chooses between a few words, and this is none of them.",
        example: Page.botExample("acknowledge: body"),
        fix: "Write one of the words that the message names, or leave the key out to use the default.")

    /// The words of each such key; the first one is the default.
    private static let words: [Field: [String]] = [
        .botBody: PlatformEndpoint.BodyForm.allCases.map(\.rawValue),
        .botAcknowledge: PlatformEndpoint.Acknowledgement.allCases.map(\.rawValue),
        .attachmentSecretURLs: ["refuse", "pass"],
    ]

    let fields = words.keys.sorted { $0.rawValue < $1.rawValue }

    func check(_ value: Node, _ report: Report) {
        let words = value.place.field.flatMap { Self.words[$0] } ?? []
        guard !value.isBlank, !words.contains(value.string) else { return }
        let nearest = Nearest.match(value.string, in: words)
        report.add(
            Self.page, at: value, "\(value.quoted) is no word that this key takes",
            help: LookAlike.explained(
                nearest.map { "did you mean `\($0)`?" } ?? "known here: \(words.joined(separator: ", "))", value.string),
            replacement: value.kind == .plain ? nearest : nil)
    }

    func schema(_ field: Field) -> [String: JSON] {
        ["enum": .array((Self.words[field] ?? []).map { .string($0) })]
    }
}
