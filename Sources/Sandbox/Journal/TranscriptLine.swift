import LiveTexModel

/// One line of a dialog as one side sees it.
public struct TranscriptLine: Hashable, Sendable, CustomStringConvertible {
    /// A side of the conversation.
    public enum Speaker: Hashable, Sendable {
        case lead
        case bot
        /// A text of the system: a notice, a closing line.
        case system
        /// An operator, by name.
        case `operator`(String)

        /// The speaker in one word.
        public var name: String {
            switch self {
            case .lead: "lead"
            case .bot: "bot"
            case .system: "*"
            case .operator(let name): name
            }
        }
    }

    /// Who is seen speaking.
    public var speaker: Speaker
    /// What is seen; a file is its comment, name and address.
    public var text: String

    /// A line that somebody says.
    public init(_ speaker: Speaker, _ text: String) {
        self.speaker = speaker
        self.text = text
    }

    /// Speaker and text.
    public var description: String { "\(speaker.name): \(text)" }

    /// The line in a history of LiveTex; nil for entries that nobody sees.
    init?(_ entry: LiveTexConversation.Entry) {
        switch entry.content {
        // LiveTex knows visitors only: what the bot said looks like theirs, under its header.
        case .visitorText(let text): self.init(.lead, text)
        case .visitorFile(let file): self.init(.lead, Self.describe(file))
        case .operatorText(let text, let by): self.init(.operator(by.displayName), text)
        case .operatorFile(let file, let by): self.init(.operator(by.displayName), Self.describe(file))
        case .hold(let text): self.init(.system, text)
        case .closed(let by):
            self.init(.system, by.map { "\($0.displayName) closed the dialog" } ?? "the dialog was closed")
        case .delivered, .selected: return nil
        }
    }

    private static func describe(_ file: LiveTexFile) -> String {
        describe(comment: file.comment, name: file.name, url: file.url)
    }

    /// A file in one line, below its comment.
    static func describe(comment: String?, name: String?, url: String) -> String {
        let file = name.map { "[\($0)] \(url)" } ?? "[file] \(url)"
        return comment.map { "\($0)\n\(file)" } ?? file
    }
}
