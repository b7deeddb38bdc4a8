import Diagnostics

/// Codes in `excluded_channels` that are not known.
struct UnknownChannelRule: ValueRule {
    static let page = Page(
        code: "unknown-channel", severity: .error, title: "A channel code that is not known",
        meaning: """
            A misspelt code excludes nothing: the channel's dialogs would be copied into LiveTex. Known are the \
            channels of the platform and those that the file declares in `channels`.
            """,
        example: "excluded_channels: [umnico, bitrix, jivo, webim, pyrus, telegrm]",
        fix: "Correct the code, or declare the channel at the top of the file: `channels: {code: direct}`.")

    let fields: [Field] = [.excludedChannels]

    func check(_ value: Node, _ report: Report) {
        guard let channels = report.file.channels else { return }
        let kinds = channels.kinds
        let known = Self.offered(channels)
        lazy var listed = value.items.reduce(into: Set<String>()) { $0.insert($1.string.lowercased()) }
        for item in value.items {
            let code = item.string.lowercased()
            guard kinds[code] == nil, code != Channels.livetex else { continue }
            let words = code.split { " ;".contains($0) }.map(String.init)
            if words.count > 1, words.allSatisfy({ kinds[$0] != nil }) {
                let isNew = item.kind == .plain && value.isFlow && words.allSatisfy { listed.insert($0).inserted }
                report.add(
                    Self.page, at: item, "the channel \(quoted(item.string)) is not known",
                    help: "write a comma between them", replacement: isNew ? words.joined(separator: ", ") : nil)
                continue
            }
            let nearest = report.isFull ? nil : Nearest.match(code, in: known)
            report.add(
                Self.page, at: item, "the channel \(item.quoted) is not known",
                help: nearest.map { LookAlike.explained("did you mean `\($0)`?", item.string) }
                    ?? "declare it at the top of the file: channels: {code: direct}",
                replacement: nearest.flatMap { !listed.insert($0).inserted || item.kind != .plain ? nil : $0 })
        }
    }

    /// The codes that a list's unknown ones were most likely meant to be.
    static func meant(_ value: Node, _ channels: Channels) -> Set<String> {
        let known = offered(channels)
        return value.items.lazy.map { $0.string.lowercased() }.filter { channels.kinds[$0] == nil }.prefix(100)
            .reduce(into: []) { meant, code in
                let words = code.split { " ;".contains($0) }.map(String.init)
                if words.allSatisfy({ channels.kinds[$0] != nil }) { meant.formUnion(words) }
                if let nearest = Nearest.match(code, in: known) { meant.insert(nearest) }
            }
    }

    /// Enough for every real file, and few enough for one with a hundred thousand channels.
    private static func offered(_ channels: Channels) -> ArraySlice<String> {
        (channels.direct + channels.chatCenters).prefix(100)
    }
}
