import JSON

/// A lead of the platform.
public struct Lead: Hashable, Sendable {
    /// `bot_id`: an integer or a string.
    public var botID: JSON
    /// `lead.id`: an integer or a string.
    public var id: JSON
    /// The code of the channel, as the platform's `lead.getChannelCode()` returns it.
    public var channel: String
    /// The lead's name.
    public var name: String?

    /// A lead of bot 49 on Telegram, by default.
    public init(_ id: JSON, bot: JSON = 49, channel: String = "telegram", name: String? = nil) {
        self.id = id
        botID = bot
        self.channel = channel
        self.name = name
    }

    /// The lead's `user_id` in LiveTex, for ids of `[A-Za-z0-9_-]{1,31}`. The bridge hashes other ids; they are among
    /// ``LiveTexServer/users(binding:)``.
    public var user: String? {
        guard let bot = Self.plain(botID), let lead = Self.plain(id) else { return nil }
        return "\(bot):\(lead)"
    }

    /// The platform's key of the dialog. Unlike ``user`` it tells an integer from a string.
    public var key: String { "\(botID.text()):\(id.text())" }

    /// `lead` of the envelope.
    var json: JSON {
        .members(["id": id, "channel": .string(channel), "name": name.map { .string($0) }])
    }

    private static func plain(_ id: JSON) -> String? {
        let text = id.string ?? id.int.map(String.init) ?? ""
        let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".utf8
        return (1...31).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains) ? text : nil
    }
}
