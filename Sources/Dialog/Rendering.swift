// How what was said on the platform looks in LiveTex. LiveTex knows texts and links to files, all as if the visitor had
// sent them, so headers tell the voices apart and a menu becomes lines.

extension DialogRules {
    /// The calls that show a message in LiveTex: the text under the speaker's header, then one file after the other.
    func rendering(_ message: Message, from speaker: Speaker) -> [LiveTexCall] {
        let header = self.header(of: speaker)
        let items = message.menu.filter { !$0.isHidden }.map(\.line)
        let withheld = message.attachments.filter(withholds)
        let lines = ([message.text ?? ""] + items + withheld.map(\.line)).filter { !$0.isBlank }
        var calls = texts(lines.joined(separator: "\n"), header: header)
        for attachment in message.attachments where !withholds(attachment) {
            let comment = calls.isEmpty && !header.isEmpty ? header : nil
            calls.append(.sendFile(OutgoingFile(attachment, comment: comment, header: header)))
        }
        return calls
    }

    /// Whether a file's address must not leave the bridge. Then a line of text says that there was a file.
    public func withholds(_ attachment: Attachment) -> Bool {
        !passesSecretAddresses && FileAddress.hasCredential(attachment.url)
    }

    /// The calls that show a picked menu item.
    func rendering(choice shown: String) -> [LiveTexCall] {
        texts(shown, header: leadHeader)
    }

    /// A text under a header, in as many parts as it needs; none for an empty text.
    private func texts(_ text: String, header: String) -> [LiveTexCall] {
        guard !text.isEmpty else { return [] }
        let heading = header.isEmpty ? "" : header + "\n"
        var parts = TextSplitter.split(text, first: TextSplitter.limit - heading.utf16.count)
        parts[0] = heading + parts[0]
        return parts.map { .sendText($0) }
    }

    private func header(of speaker: Speaker) -> String {
        switch speaker {
        case .lead: leadHeader
        case .bot: botHeader
        }
    }
}

extension MenuItem {
    fileprivate var line: String {
        [hidesCode ? "" : code, label].filter { !$0.isBlank }.joined(separator: ". ")
    }
}

extension Attachment {
    /// The file by its name or kind. The address has no part in it.
    fileprivate var line: String { "📎 \(name ?? kind.rawValue)" }
}

extension OutgoingFile {
    fileprivate init(_ attachment: Attachment, comment: String?, header: String) {
        self.init(
            url: attachment.url, name: attachment.fileName, size: attachment.size, comment: comment,
            fallback: header.isEmpty ? attachment.url : "\(header)\n\(attachment.url)")
    }
}
