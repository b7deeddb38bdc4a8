import JSON

extension ScriptedEvent {
    /// What the lead sees of the event; nil for an event that shows nothing.
    var line: TranscriptLine? {
        let message = data["message"]
        var parts: [String] = []
        if let text = message?["text"]?.string { parts.append(text) }
        for item in message?["menu"]?["items"]?.array ?? [] where item["hidden"] != true {
            parts.append("( \(item["label"]?.string ?? "") )")
        }
        for file in message?["attachments"]?.array ?? [] {
            parts.append(
                TranscriptLine.describe(comment: nil, name: file["name"]?.string, url: file["url"]?.string ?? ""))
        }
        switch type {
        case "lead.message": return TranscriptLine(.lead, parts.joined(separator: "\n"))
        case "bot.message": return TranscriptLine(.bot, parts.joined(separator: "\n"))
        case "lead.menu_choice":
            return TranscriptLine(.lead, data["choice"]?["label"]?.string ?? data["choice"]?["code"]?.string ?? "")
        default: return nil
        }
    }
}
