import JSON
import POSIX

/// A line of the lead's dialog, with what a messenger shows besides the text.
struct LeadMessage: Hashable, Sendable {
    let line: TranscriptLine
    /// When it was said, in milliseconds since 1970.
    let time = Clock.wall()
    /// `message` of the event: text, menu and attachments; nil for a notice or a choice.
    let message: JSON?

    init(_ line: TranscriptLine, message: JSON?) {
        self.line = line
        self.message = message?["text"] == nil && message?["attachments"] == nil ? nil : message
    }

    /// The message for the page.
    var json: JSON {
        var members = line.json.object ?? [:]
        members["time"] = .int(time)
        if let message {
            members["text"] = message["text"] ?? ""
            members["attachments"] = message["attachments"]
            members["menu"] = message["menu"]?["items"]
        }
        return .object(members)
    }
}
