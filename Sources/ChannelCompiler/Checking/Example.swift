/// A piece of a configuration that shows a problem.
///
/// `explain` shows the lines that matter; a test needs a whole file. So an example is a fragment that can be completed: its
/// keys replace the same keys of a sound binding.
enum Example: Sendable {
    /// Keys of a binding.
    case binding(String)
    /// Keys of the file's top level.
    case top(String)
    /// A binding without one of the keys that it needs.
    case bindingWithout(String)
    /// A whole file.
    case file(String)
    /// A whole file that is not text, and what is shown instead.
    case bytes([UInt8], shown: String)
    /// A sound file; the problem is outside it.
    case sound(shown: String)

    private static let topKeys = [
        "version: 1",
        "public_url: https://bridge.example.com/hooks",
    ]
    private static let bindingKeys = [
        "id: support",
        "token: {env: LIVETEX_TOKEN}",
        "webhook_key: {env: LIVETEX_WEBHOOK_KEY}",
        "headers: {bot: \"🤖 Бот\", lead: \"🙂 Клиент\"}",
        "excluded_channels: [umnico, bitrix, jivo, webim, pyrus]",
        """
        bot:
          url: https://app.metabot24.com/api/v1/bots/49/call/livetex
          token: {env: METABOT_TOKEN}
          accept_token: {env: BRIDGE_TOKEN}
        """,
    ]

    /// What `explain` prints.
    var shown: String {
        switch self {
        case .binding(let text), .top(let text), .file(let text): text
        case .bindingWithout(let key): Self.bindingKeys.filter { Self.name($0) != key }.joined(separator: "\n")
        case .bytes(_, let shown), .sound(let shown): shown
        }
    }

    /// The whole file.
    var file: [UInt8] {
        switch self {
        case .binding(let text): Array(Self.complete(top: "", binding: text).utf8)
        case .top(let text): Array(Self.complete(top: text, binding: "").utf8)
        case .bindingWithout(let key): Array(Self.complete(top: "", binding: "", without: key).utf8)
        case .file(let text): Array(text.utf8)
        case .bytes(let bytes, _): bytes
        case .sound: Array(Self.complete(top: "", binding: "").utf8)
        }
    }

    /// A sound file with some of its keys replaced.
    static func complete(top: String, binding: String, without: String? = nil) -> String {
        var lines = topKeys.filter { !hasKey(name($0), in: top) } + (top.isEmpty ? [] : [top])
        if !hasKey("bindings", in: top) {
            let keys = bindingKeys.filter { !hasKey(name($0), in: binding) && name($0) != without }
            let body = (keys + (binding.isEmpty ? [] : [binding])).joined(separator: "\n")
            lines += ["bindings:", "  - " + body.replacing("\n", with: "\n    ")]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A sound file with a second binding, of that id and token.
    static func twoBindings(id: String, token: String) -> Example {
        .file(
            complete(top: "", binding: "")
                + """
                  - id: \(id)
                    token: {env: \(token)}
                    webhook_key: {env: OTHER_WEBHOOK_KEY}
                    headers: {bot: Бот, lead: Клиент}
                    excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
                    bot:
                      url: https://app.metabot24.com/api/v1/bots/50/call/livetex
                      token: {env: METABOT_TOKEN}
                      accept_token: {env: BRIDGE_TOKEN}

                """)
    }

    private static func name(_ key: String) -> String { String(key.prefix { $0 != ":" }) }

    private static func hasKey(_ key: String, in fragment: String) -> Bool {
        fragment.split(separator: "\n").contains { $0.hasPrefix("\(key):") }
    }
}
