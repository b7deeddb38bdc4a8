import LiveTexModel

/// One line of a dialog, as the lead or the operators see it.
public struct TranscriptLine: Hashable, Sendable, CustomStringConvertible {
    /// Who says a line.
    public enum Speaker: Hashable, Sendable {
        /// The lead.
        case lead
        /// The bot.
        case bot
        /// The system: a notice, a line about the end of a conversation.
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

    /// Who says the line.
    public var speaker: Speaker
    /// The text; of a file its comment, name and address.
    public var text: String

    /// A line of a speaker.
    public init(_ speaker: Speaker, _ text: String) {
        self.speaker = speaker
        self.text = text
    }

    /// Speaker and text.
    public var description: String { "\(speaker.name): \(text)" }

    /// The line of an entry in LiveTex; nil for an entry that shows nothing.
    init?(_ entry: LiveTexConversation.Entry) {
        switch entry.content {
        // Through the API the bot can only speak as the visitor. Its header tells the two apart.
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
