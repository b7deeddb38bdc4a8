// How what was said on the platform looks in LiveTex. LiveTex knows texts and links to files, all as if the visitor had
// sent them, so headers tell the voices apart and a menu becomes lines.

extension DialogRules {
    /// The calls that show a message in LiveTex: the text under the speaker's header, then one file after the other.
    func rendering(_ message: Message, from speaker: Speaker) -> [LiveTexCall] {
        let header = self.header(of: speaker)
        let lines = [message.text ?? ""].filter { !$0.isEmpty } + message.menu.filter { !$0.isHidden }.map(\.line)
        var calls = texts(lines.joined(separator: "\n"), header: header)
        for attachment in message.attachments {
            let comment = calls.isEmpty && !header.isEmpty ? header : nil
            calls.append(.sendFile(OutgoingFile(attachment, comment: comment, header: header)))
        }
        return calls
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
    fileprivate var line: String { hidesCode ? label : "\(code). \(label)" }
}

extension OutgoingFile {
    fileprivate init(_ attachment: Attachment, comment: String?, header: String) {
        self.init(
            url: attachment.url, name: attachment.name ?? Self.name(in: attachment.url), size: attachment.size,
            comment: comment, fallback: header.isEmpty ? attachment.url : "\(header)\n\(attachment.url)")
    }

    /// The last part of an address's path. LiveTex has no field for the kind of a file: only the extension of its name
    /// tells an operator's app what it is.
    private static func name(in url: String) -> String? {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.firstRange(of: "://"), let slash = path[scheme.upperBound...].lastIndex(of: "/") else {
            return nil
        }
        let name = path[path.index(after: slash)...]
        return name.isEmpty ? nil : String(name)
    }
}

extension Attachment.Kind {
    /// The kind by the extension of a file's name: LiveTex gives no media type for what an operator sends.
    public init(fileName: String) {
        let path = fileName.prefix { $0 != "?" && $0 != "#" }
        let ending = path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() } ?? ""
        switch ending {
        case "jpg", "jpeg", "png", "gif", "webp", "bmp", "heic", "svg": self = .image
        case "mp4", "mov", "avi", "mkv", "webm", "3gp": self = .video
        case "mp3", "wav", "m4a", "aac", "flac": self = .audio
        case "ogg", "oga", "opus": self = .voice
        default: self = .file
        }
    }
}
